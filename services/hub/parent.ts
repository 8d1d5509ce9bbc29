export const isRunByNpm = (): boolean => process.env['npm_lifecycle_event'] !== undefined

/** Calls back when the npm that started this process is gone: killed, it could not pass the signal on. */
export function watchParent(onGone: () => void): void {
  if (!isRunByNpm()) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, 500)
  timer.unref()
}
