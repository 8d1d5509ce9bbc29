import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { freePort } from '../ports.ts'
import { until } from '../until.ts'

/** A real SIP phone (baresip), registered with the PBX. */
interface Phone {
  readonly extension: string
  /** Waits until it rings, then picks up. */
  answer(): Promise<void>
  dial(number: string): Promise<void>
  hangUp(): Promise<void>
  decline(): Promise<void>
  hold(): Promise<void>
  retrieve(): Promise<void>
  /** Waits until the phone has said so: CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED … since the last such wait. */
  said(event: string, withinMs?: number): Promise<void>
}

interface Message {
  readonly event?: boolean
  readonly type?: string
  readonly token?: string
  readonly ok?: boolean
  readonly data?: string
}

/** Where Debian's package has its modules; `npm test` names another place when it unpacked the package by itself. */
const MODULES = process.env['TEST_BARESIP_MODULES'] ?? '/usr/lib/baresip/modules'

export async function startPhone(t: Test, pbx: { readonly sipPort: number }, extension: string): Promise<Phone> {
  const link = await switchOn(t, pbx.sipPort, extension)
  const phone = createPhone(extension, pbx.sipPort, link)
  await until(async () => /OK/.test(await link.command('reginfo')), 10_000)
  return phone
}

/** baresip wants several free ports, and takes one more beside its own: another try when somebody was quicker. */
async function switchOn(t: Test, sipPort: number, extension: string, tries = 4): Promise<Control> {
  const dir = await mkdtemp(join(tmpdir(), `perezvon-phone-${extension}-`))
  const control = await freePort()
  await writeFile(join(dir, 'config'), await config(extension, control))
  await writeFile(join(dir, 'accounts'), account(extension, sipPort))
  await writeFile(join(dir, 'contacts'), '')
  const child = spawn(process.env['TEST_BARESIP'] ?? 'baresip', ['-f', dir], { stdio: 'ignore' })
  const gone = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await gone
    await rm(dir, { recursive: true, force: true })
  })
  try {
    const link = await openControl(control, () => child.exitCode !== null)
    t.teardown(() => link.socket.destroy())
    return link
  } catch (err) {
    child.kill('SIGKILL')
    if (tries <= 1) throw err
    return switchOn(t, sipPort, extension, tries - 1)
  }
}

interface Control {
  readonly socket: Socket
  readonly heard: string[]
  /** Answers what the phone prints. */
  command(command: string, params?: string): Promise<string>
}

function createPhone(extension: string, sipPort: number, { heard, command }: Control): Phone {
  let from = 0
  const said = async (event: string, withinMs = 15_000): Promise<void> => {
    await until(() => heard.indexOf(event, from) >= 0, withinMs).catch(() => {
      throw new Error(`phone ${extension} did not say ${event}; it said ${heard.slice(-8).join(', ')}`)
    })
    from = heard.indexOf(event, from) + 1
  }
  return {
    extension,
    said,
    async answer() {
      await said('CALL_INCOMING')
      await command('accept')
    },
    dial: async (number) => void (await command('dial', `sip:${number}@127.0.0.1:${sipPort}`)),
    hangUp: async () => void (await command('hangup')),
    decline: async () => void (await command('hangup')),
    hold: async () => void (await command('hold')),
    retrieve: async () => void (await command('resume'))
  }
}

/** baresip's ctrl_tcp: JSON in netstrings. */
async function openControl(port: number, hasEnded: () => boolean): Promise<Control> {
  const socket = await connectWithin(port, 10_000, hasEnded)
  const heard: string[] = []
  const answers = new Map<string, (message: Message) => void>()
  let buffer = Buffer.alloc(0)
  let serial = 0
  function take(message: Message): void {
    if (message.event && message.type) heard.push(message.type)
    if (message.token) answers.get(message.token)?.(message)
  }
  socket.on('error', () => {}) // the phone was ended with the test
  socket.on('data', (data) => {
    buffer = Buffer.concat([buffer, data])
    for (;;) {
      const colon = buffer.indexOf(':')
      const length = Number(buffer.subarray(0, colon))
      if (colon < 0 || buffer.length < colon + length + 2) return
      take(JSON.parse(buffer.subarray(colon + 1, colon + 1 + length).toString()) as Message)
      buffer = buffer.subarray(colon + length + 2)
    }
  })
  async function command(name: string, params = ''): Promise<string> {
    serial += 1
    const token = String(serial)
    const text = JSON.stringify({ command: name, params, token })
    const answered = new Promise<Message>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the phone did not answer to ${name}`)), 5_000)
      answers.set(token, (message) => {
        clearTimeout(timer)
        answers.delete(token)
        resolve(message)
      })
    })
    socket.write(`${Buffer.byteLength(text)}:${text},`)
    const { ok, data = '' } = await answered
    if (!ok) throw new Error(`the phone refused ${name} ${params}: ${data}`)
    return data
  }
  return { socket, heard, command }
}

async function connectWithin(port: number, withinMs: number, hasEnded: () => boolean): Promise<Socket> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const ok = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    if (ok) return socket
    if (hasEnded() || Date.now() > deadline) throw new Error('the phone did not start')
    await sleep(25)
  }
}

const account = (extension: string, sipPort: number): string =>
  `"Phone ${extension}" <sip:${extension}@127.0.0.1:${sipPort};transport=udp>;auth_user=${extension};auth_pass=pw${extension}` +
  ';regint=300;answermode=manual;audio_codecs=PCMU/8000/1\n'

async function config(extension: string, control: number): Promise<string> {
  const rtp = await freePort()
  return [
    'poll_method epoll',
    `sip_listen 127.0.0.1:${await freePort()}`,
    'net_interface 127.0.0.1',
    'call_max_calls 4',
    `audio_player aubridge,dev${extension}`,
    `audio_source aubridge,dev${extension}`,
    `audio_alert aubridge,alert${extension}`,
    'ausrc_format s16',
    'auplay_format s16',
    `rtp_ports ${Math.min(rtp, 65_000)}-${Math.min(rtp, 65_000) + 40}`,
    'jitter_buffer_type fixed',
    'jitter_buffer_delay 5-10',
    `module_path ${MODULES}`,
    'module g711.so',
    'module aubridge.so',
    'module_tmp uuid.so',
    'module_tmp account.so',
    'module_app auloop.so',
    'module_app contact.so',
    'module_app menu.so',
    'module_app ctrl_tcp.so',
    `ctrl_tcp_listen 127.0.0.1:${control}`,
    ''
  ].join('\n')
}
