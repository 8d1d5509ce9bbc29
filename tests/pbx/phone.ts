import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { freePort, mediaPorts } from '../ports.ts'
import { until } from '../until.ts'

/** A real SIP phone (baresip): of a person, registered with the PBX, or of somebody outside, behind the trunk. */
export interface Phone {
  /** Its extension, or its number outside. */
  readonly address: string
  /** Waits until it rings, then picks up. */
  answer(): Promise<void>
  /** The moment at which it rings. */
  rings(): Promise<number>
  /** Picks up what rings; the moment at which both talk. */
  pickUp(): Promise<number>
  /** Picks up what rings; whether there is still somebody to talk to is another matter. */
  accept(): Promise<void>
  /** The moment at which its call is over. */
  ends(): Promise<number>
  /** The moment at which it calls. */
  dial(number: string): Promise<number>
  hangUp(): Promise<void>
  decline(): Promise<void>
  hold(): Promise<void>
  retrieve(): Promise<void>
  /** Switches the microphone off or on again. */
  mute(): Promise<void>
  /** Presses keys in the talk (RFC 4733). */
  press(keys: string): Promise<void>
  /** Sends the other one to a number (REFER). */
  refer(number: string): Promise<void>
  /** Turns to another of its calls: the first it made or took is 1. */
  line(place: number): Promise<void>
  /**
   * Waits until the phone has said so: CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED … since the last such wait.
   * Answers the moment of it in the phone's own log, in ms.
   */
  said(event: string, withinMs?: number): Promise<number>
  /** Ends whatever it is in, and forgets what it said. */
  rest(): Promise<void>
}

interface Message {
  readonly event?: boolean
  readonly type?: string
  readonly token?: string
  readonly ok?: boolean
  readonly data?: string
}

/** How long baresip takes to send one key: its tone, and the pause after it. */
const KEY_MS = 240

/** Where Debian's package has its modules; `npm test` names another place when it unpacked the package by itself. */
const MODULES = process.env['TEST_BARESIP_MODULES'] ?? '/usr/lib/baresip/modules'

type Ender = Pick<Test, 'teardown'>

export async function startPhone(t: Ender, pbx: { readonly sipPort: number }, extension: string): Promise<Phone> {
  const identity = `sip:${extension}@127.0.0.1:${pbx.sipPort}`
  const account = `"Phone ${extension}" <${identity};transport=udp>;auth_user=${extension};auth_pass=pw${extension};regint=300`
  const link = await switchOn(t, { address: extension, ip: '127.0.0.1', account })
  const phone = createPhone(extension, pbx.sipPort, link)
  await until(async () => /OK/.test(await link.command('reginfo')), 10_000)
  return phone
}

/** Somebody outside: calls in over the trunk, and can be called at `port`, where the carrier is. */
export async function startOutsidePhone(
  t: Ender,
  pbx: { readonly sipPort: number },
  number: string,
  port?: number
): Promise<Phone> {
  const account = `"Customer" <sip:${number}@127.0.0.2;transport=udp>;regint=0`
  const link = await switchOn(t, { address: number, ip: '127.0.0.2', account, ...(port ? { port } : {}) })
  return createPhone(number, pbx.sipPort, link)
}

interface Line {
  readonly address: string
  readonly ip: string
  readonly account: string
  /** Where it listens; any free port when not given. */
  readonly port?: number
}

/** baresip wants several free ports, and takes one more beside its own: another try when somebody was quicker. */
async function switchOn(t: Ender, line: Line, tries = 4): Promise<Control> {
  const dir = await mkdtemp(join(tmpdir(), `perezvon-phone-${line.address}-`))
  const control = await freePort()
  await writeFile(join(dir, 'config'), await config(line, control))
  await writeFile(join(dir, 'accounts'), `${line.account};answermode=manual;audio_codecs=PCMU/8000/1\n`)
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
    return switchOn(t, line, tries - 1)
  }
}

interface Control {
  readonly socket: Socket
  readonly heard: { readonly type: string; readonly at: number }[]
  /** Answers what the phone prints. */
  command(command: string, params?: string): Promise<string>
}

function createPhone(address: string, sipPort: number, { heard, command }: Control): Phone {
  let from = 0
  const find = (event: string) => heard.findIndex(({ type }, place) => place >= from && type === event)
  const said = async (event: string, withinMs = 30_000): Promise<number> => {
    await until(() => find(event) >= 0, withinMs).catch(() => {
      const last = heard.slice(-8).map(({ type }) => type)
      throw new Error(`phone ${address} did not say ${event}; it said ${last.join(', ')}`)
    })
    const place = find(event)
    from = place + 1
    return heard[place]?.at ?? Number.NaN
  }
  const told = (name: string, params?: string) => async () => void (await command(name, params))
  return {
    address,
    said,
    async answer() {
      await said('CALL_INCOMING')
      await command('accept')
    },
    rings: () => said('CALL_INCOMING'),
    async pickUp() {
      await command('accept')
      return said('CALL_ESTABLISHED')
    },
    accept: told('accept'),
    ends: () => said('CALL_CLOSED'),
    async dial(number) {
      await command('dial', `sip:${number}@127.0.0.1:${sipPort}`)
      return Date.now()
    },
    hangUp: told('hangup'),
    decline: told('hangup'),
    hold: told('hold'),
    retrieve: told('resume'),
    mute: told('mute'),
    async press(keys) {
      for (const key of keys) {
        await command('sndcode', key)
        await sleep(KEY_MS)
      }
    },
    async refer(number) {
      const [user, headers = ''] = number.split('?')
      await command('transfer', `sip:${user}@127.0.0.1:${sipPort}${headers && '?'}${headers}`)
    },
    line: async (place) => void (await command('line', String(place))),
    async rest() {
      await command('hangup').catch(() => '') // there may be nothing to hang up
      from = heard.length
    }
  }
}

/** baresip's ctrl_tcp: JSON in netstrings. */
async function openControl(port: number, hasEnded: () => boolean): Promise<Control> {
  const socket = await connectWithin(port, 10_000, hasEnded)
  const heard: Control['heard'] = []
  const answers = new Map<string, (message: Message) => void>()
  let buffer = Buffer.alloc(0)
  let serial = 0
  function take(message: Message): void {
    if (message.event && message.type) heard.push({ type: message.type, at: Date.now() })
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
    if (ok) return socket.setNoDelay(true)
    if (hasEnded() || Date.now() > deadline) throw new Error('the phone did not start')
    await sleep(25)
  }
}

async function config({ address, ip, port }: Line, control: number): Promise<string> {
  const [firstRtp, lastRtp] = await mediaPorts()
  return [
    'poll_method epoll',
    `sip_listen ${ip}:${port ?? (await freePort())}`,
    `net_interface ${ip}`,
    'call_max_calls 4',
    `audio_player aubridge,dev${address}`,
    `audio_source aubridge,dev${address}`,
    `audio_alert aubridge,alert${address}`,
    'ringback_disabled yes', // it would take the sound of the call with it when it stops
    'ausrc_format s16',
    'auplay_format s16',
    `rtp_ports ${firstRtp}-${lastRtp}`,
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
