import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A pid alone may be another program's by now: with its time of birth it is one process for ever. */
export interface ProcessIdentity {
  readonly pid: number
  readonly born: string
}

export function identify(pid: number): ProcessIdentity | undefined {
  const born = process.platform === 'linux' ? bornByProc(pid) : bornByPs(pid)
  return born === undefined ? undefined : { pid, born }
}

function bornByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // the name before it may hold anything
    if (fields[0] === 'Z') return undefined
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`
  } catch {
    return undefined // no such process
  }
}

function bornByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined // ps answers 1 for a pid that is not there
  }
}

export function isAlive({ pid, born }: ProcessIdentity): boolean {
  return identify(pid)?.born === born
}

export function writeIdentity(file: string, pid: number): void {
  writeFileSync(file, JSON.stringify(identify(pid) ?? { pid, born: 'never' }))
}

function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>
    return typeof value.pid === 'number' && typeof value.born === 'string'
      ? { pid: value.pid, born: value.born }
      : undefined
  } catch {
    return undefined // no file, or one cut short by a crash
  }
}

/** Ends the process that `file` names, if it still is that process; by SIGKILL when it takes longer than `graceMs`. */
export async function endLeftOver(file: string, signal: NodeJS.Signals, graceMs: number): Promise<boolean> {
  const left = readIdentity(file)
  const found = left !== undefined && isAlive(left)
  if (left && found) {
    signalTo(left, signal)
    if (!(await untilGone(left, graceMs))) {
      signalTo(left, 'SIGKILL')
      await untilGone(left, 5_000)
    }
  }
  rmSync(file, { force: true })
  return found
}

export function signalTo(target: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(target)) return
  try {
    process.kill(target.pid, signal)
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'ESRCH') throw err // it ended between the look and the signal
  }
}

export async function untilGone(target: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (isAlive(target)) {
    if (Date.now() > deadline) return false
    await sleep(20)
  }
  return true
}
