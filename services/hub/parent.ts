import { readFileSync } from 'node:fs'

/**
 * The npm that runs `pid`, as the chain of processes up to it: npm puts a shell between. Killed, npm cannot pass the
 * signal on; a chain that has changed tells. Undefined when npm did not start this process, or there is no /proc.
 */
export function npmChain(pid: number): string | undefined {
  const parent = parentOf(pid)
  if (parent === undefined) return undefined
  const isShell = /(^|\/)(da|ba)?sh\0-c\0/.test(read(`/proc/${parent}/cmdline`))
  return isShell ? `${parent} ${parentOf(parent) ?? 0}` : String(parent)
}

export const isRunByNpm = (): boolean => process.env['npm_lifecycle_event'] !== undefined

/** Calls back when the npm that started this process is gone. */
export function watchParent(onGone: () => void): void {
  if (!isRunByNpm()) return
  const first = npmChain(process.pid)
  const timer = setInterval(() => {
    if (npmChain(process.pid) === first) return
    clearInterval(timer)
    onGone()
  }, 500)
  timer.unref()
}

function parentOf(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`)
  return stat === '' ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // the process is gone, or this is no Linux
  }
}
