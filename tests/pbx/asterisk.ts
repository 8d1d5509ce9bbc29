import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { freePort } from '../ports.ts'

const run = promisify(execFile)
const PHONES = ['101', '102', '103', '104', '105', '106', '107', '108', '109']
const CONF = new URL('../../../tests/pbx/conf/', import.meta.url) // seen from dist/tests/pbx

export interface Pbx {
  readonly amiPort: number
  /** Where ARI is: http://127.0.0.1:<port>/ari. */
  readonly httpPort: number
  readonly sipPort: number
  /** Where the carrier's callees listen, on 127.0.0.2. */
  readonly carrierPort: number
  /** Where a phone or a callee with a script listens: extension 120 on 127.0.0.1, numbers 8800555xxxx on 127.0.0.2. */
  readonly scriptPort: number
  /** An Asterisk CLI command; answers what it prints. */
  cli(command: string): Promise<string>
  /** kill -9. */
  kill(): Promise<void>
  /** Comes up again on the same ports. */
  start(): Promise<void>
  /**
   * `core restart now`: calls end without a word to the phones. Where the box cannot execute itself anew: kill and start.
   * Answers when it was told to.
   */
  restart(): Promise<number>
}

/** Asterisk's launcher, or undefined where `npm test` could not get one (it says why). */
export const asteriskLauncher = process.env['TEST_ASTERISK']

/** The Asterisks that calls are proved on, by major version; undefined where `npm test` could not get it. */
export const launchers = { '22': asteriskLauncher, '16': process.env['TEST_ASTERISK_16'] } as const
export type Version = keyof typeof launchers

/** A real Asterisk of the test's own, on free ports of 127.0.0.1, with phones 101 to 109 and a trunk; ends with the test. */
export async function startPbx(t: Pick<Test, 'teardown'>, wanted = asteriskLauncher): Promise<Pbx> {
  if (!wanted) throw new Error('TEST_ASTERISK is not set: run the tests with `npm test`')
  const launcher: string = wanted
  const root = join(dirname(launcher), 'root')
  const inst = await mkdtemp(join(tmpdir(), 'perezvon-pbx-'))
  const [amiPort, sipPort, httpPort, carrierPort, scriptPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort()
  ]
  const rtp = 20_000 + (sipPort % 119) * 100
  const values: Record<string, string> = {
    INST: inst,
    MODULES: await modulesOf(root),
    DATA: join(root, 'usr/share/asterisk'),
    AMI: String(amiPort),
    SIP: String(sipPort),
    HTTP: String(httpPort),
    CARRIER: String(carrierPort),
    SCRIPT: String(scriptPort),
    RTP_FROM: String(rtp),
    RTP_TO: String(rtp + 99),
    PHONES: PHONES.map(phone).join('\n')
  }
  await writeInstance(inst, values)
  await giveSounds(root)
  const conf = join(inst, 'etc/asterisk.conf')
  let child: ChildProcess | undefined
  const cli = async (command: string): Promise<string> =>
    (await run(launcher, ['-C', conf, '-rx', command], { timeout: 10_000 })).stdout
  async function start(): Promise<void> {
    child = spawn(launcher, ['-f', '-C', conf], { cwd: inst, stdio: 'ignore', env: { ...process.env, LC_ALL: 'C' } })
    await booted(cli, () => child?.exitCode !== null)
  }
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  t.teardown(async () => {
    await kill()
    await rm(inst, { recursive: true, force: true })
  })
  await start()
  async function restart(): Promise<number> {
    if (wanted !== asteriskLauncher) {
      const at = Date.now()
      await kill()
      await start()
      return at
    }
    const began = await uptime(cli)
    const at = await tellToRestart(join(inst, 'run/asterisk.ctl'))
    const deadline = Date.now() + 60_000
    while ((await uptime(cli)) >= began) {
      if (child?.exitCode !== null || Date.now() > deadline) throw new Error('Asterisk did not begin anew')
      await sleep(100)
    }
    await booted(cli, () => child?.exitCode !== null)
    return at
  }
  return { amiPort, httpPort, sipPort, carrierPort, scriptPort, cli, kill, start, restart }
}

async function modulesOf(root: string): Promise<string> {
  for (const triplet of await readdir(join(root, 'usr/lib'))) {
    const folder = join(root, 'usr/lib', triplet, 'asterisk/modules')
    if (await readdir(folder).catch(() => undefined)) return folder
  }
  return join(root, 'usr/lib/asterisk/modules')
}

const phone = (extension: string): string =>
  [
    `[${extension}](phone)`,
    `aors = ${extension}`,
    `auth = ${extension}`,
    `callerid = "Phone ${extension}" <${extension}>`,
    `[${extension}](phone-auth)`,
    `username = ${extension}`,
    `password = pw${extension}`,
    `[${extension}](phone-aor)`
  ].join('\n')

async function writeInstance(inst: string, values: Record<string, string>): Promise<void> {
  for (const folder of [
    'etc',
    'lib/keys',
    'agi',
    'run',
    'log',
    'spool/monitor',
    'spool/recording',
    'spool/voicemail',
    'spool/tmp'
  ]) {
    await mkdir(join(inst, folder), { recursive: true })
  }
  await cp(CONF, join(inst, 'etc'), { recursive: true })
  for (const file of await readdir(fileURLToPath(CONF))) {
    const text = await readFile(new URL(file, CONF), 'utf8')
    await writeFile(
      join(inst, 'etc', file),
      text.replace(/@([A-Z_]+)@/g, (all, key: string) => values[key] ?? all)
    )
  }
}

/** Debian makes this link when it configures the package, which unpacking alone does not. */
async function giveSounds(root: string): Promise<void> {
  await symlink('en_US_f_Allison', join(root, 'usr/share/asterisk/sounds/en')).catch(() => {}) // there already
}

/**
 * Over a console connection that stands already: a program started for it would come at a moment of its own. (Through
 * the manager, the PBX would leave the file of an answer that it never gives, in /tmp.)
 */
async function tellToRestart(control: string): Promise<number> {
  const socket = connect(control)
  const inTime = { signal: AbortSignal.timeout(10_000) }
  await once(socket, 'data', inTime) // its name and version
  const at = Date.now()
  socket.write('core restart now\0')
  await once(socket.resume(), 'close', inTime).catch(() => {}) // it is cut off, one way or the other
  return at
}

/** Seconds since it began; Infinity while it does not answer. */
async function uptime(cli: (command: string) => Promise<string>): Promise<number> {
  const said = /System uptime: (\d+)/.exec(await cli('core show uptime seconds').catch(() => ''))?.[1]
  return said === undefined ? Number.POSITIVE_INFINITY : Number(said)
}

async function booted(cli: (command: string) => Promise<string>, ended: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    if (ended()) throw new Error('Asterisk ended at its start')
    if ((await cli('core waitfullybooted').catch(() => '')).includes('fully booted')) return
    if (Date.now() > deadline) throw new Error('Asterisk did not boot within 60 s')
    await sleep(100)
  }
}
