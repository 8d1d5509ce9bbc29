import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { adviceFor, CannotStart } from './cannot-start.ts'
import { endLeftOver, identify, signalTo, untilGone, writeIdentity } from './process-identity.ts'

/** A server that the hub runs beside itself. */
export interface ServerPlan {
  readonly name: string
  readonly command: readonly [program: string, ...args: string[]]
  readonly env?: NodeJS.ProcessEnv
  readonly cwd: string
  /** Its pid and its output lie here, as <key>.pid and <key>.log. */
  readonly stateDir: string
  readonly key: string
  /** Ends it quickly and cleanly. */
  readonly stopSignal: NodeJS.Signals
  readonly readyTimeoutMs: number
  /** Called before each start, to clear away what a crash left. */
  prepare?(): void
  isReady(pid: number): Promise<boolean>
}

export interface ServerProcess {
  readonly name: string
  pid(): number
  stop(): Promise<void>
}

const STOP_MS = 15_000
const LOG_BYTES = 5_000_000
const BACKOFF_MS = [100, 250, 500, 1_000, 2_000, 5_000]

/**
 * Starts the server and keeps it up: when it dies it is started again, on the same port, until `stop`. What an earlier
 * hub left running is ended first. Throws CannotStart when the first start fails.
 */
export async function runServer(plan: ServerPlan, log: Logger): Promise<ServerProcess> {
  const pidFile = join(plan.stateDir, `${plan.key}.pid`)
  const left = await endLeftOver(pidFile, plan.stopSignal, STOP_MS)
  if (left) log.info({ server: plan.name }, 'ended what an earlier hub left running')
  let stopping = false
  const idle = new AbortController()
  let child = await start(plan, pidFile)
  const kept = keep()

  async function keep(): Promise<void> {
    let failures = 0
    for (;;) {
      const began = Date.now()
      await gone(child)
      if (stopping) return
      if (Date.now() - began > 60_000) failures = 0
      log.error({ server: plan.name, code: child.exitCode, signal: child.signalCode }, 'it ended: starting it again')
      while (!stopping) {
        await sleep(BACKOFF_MS[Math.min(failures++, BACKOFF_MS.length - 1)], undefined, { signal: idle.signal }).catch(
          () => {} // stop() was called
        )
        if (stopping) return
        const again = await start(plan, pidFile).catch((err: Error) => log.error({ server: plan.name }, err.message))
        if (!again) continue
        child = again
        log.info({ server: plan.name }, 'it is back')
        break
      }
    }
  }

  return {
    name: plan.name,
    pid: () => child.pid ?? 0,
    async stop() {
      stopping = true
      idle.abort()
      await end(child, plan.stopSignal)
      await kept
      await end(child, plan.stopSignal) // it may have been on its way up
      rmSync(pidFile, { force: true })
    }
  }
}

async function start(plan: ServerPlan, pidFile: string): Promise<ChildProcess> {
  plan.prepare?.()
  const logFile = join(plan.stateDir, `${plan.key}.log`)
  const from = rotate(logFile)
  const output = openSync(logFile, 'a', 0o600)
  const [program, ...args] = dyingWithUs(plan)
  // Its own session: Ctrl-C in the terminal is for the hub, which stops its servers last.
  const child = spawn(program, args, {
    cwd: plan.cwd,
    env: plan.env ?? process.env,
    detached: true,
    stdio: ['ignore', output, output]
  })
  closeSync(output)
  let fault: Error | undefined
  child.on('error', (err) => {
    fault = err
  })
  if (child.pid !== undefined) writeIdentity(pidFile, child.pid)
  const deadline = Date.now() + plan.readyTimeoutMs
  for (;;) {
    if (fault || child.exitCode !== null || child.signalCode !== null) {
      throw new CannotStart(`${plan.name} cannot start: ${fault?.message ?? lastWords(logFile, from)}`)
    }
    if (child.pid !== undefined && (await plan.isReady(child.pid))) return child
    if (Date.now() > deadline) {
      await end(child, plan.stopSignal)
      throw new CannotStart(`${plan.name} did not come up in ${plan.readyTimeoutMs / 1_000} s: see ${logFile}`)
    }
    await sleep(15)
  }
}

/** Should the hub be killed, the kernel sends its servers their stop signal. */
function dyingWithUs(plan: ServerPlan): readonly [string, ...string[]] {
  const [program, ...args] = plan.command
  if (!existsSync('/usr/bin/setpriv')) return [program, ...args]
  const signal = plan.stopSignal.replace(/^SIG/, '')
  if (program === '/usr/bin/setpriv') return [program, '--pdeathsig', signal, ...args]
  return ['/usr/bin/setpriv', '--pdeathsig', signal, program, ...args]
}

const gone = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const identity = child.pid === undefined ? undefined : identify(child.pid)
  if (!identity || child.exitCode !== null || child.signalCode !== null) return
  signalTo(identity, signal)
  if (await untilGone(identity, STOP_MS)) return
  signalTo(identity, 'SIGKILL')
  await untilGone(identity, 5_000)
}

function rotate(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size < LOG_BYTES) return size
  renameSync(file, `${file}.1`)
  return 0
}

/** What the server said last since `from`: the line that tells why, where there is one. */
function lastWords(file: string, from: number): string {
  const text = readFileSync(file).subarray(from).toString('utf8')
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const why = lines.filter((line) => /FATAL|PANIC|ERROR|error|denied|cannot|can't|failed/.test(line)).pop()
  return `${adviceFor(why ?? lines.pop() ?? 'it said nothing')} (see ${file})`
}
