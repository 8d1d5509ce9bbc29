import { sentenceFor } from './cannot-start.ts'
import { watchParent } from './parent.ts'

interface Stoppable {
  stop(): Promise<void>
}

const STOP_MS = 45_000

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/**
 * The life of the process: starts, runs until a signal, stops cleanly, exits 0; at once on a second signal. A start that
 * fails exits 1 with one sentence, where it is a fault that we foresaw.
 */
export function untilStopped(start: (tell: typeof say, signal: AbortSignal) => Promise<Stoppable>): void {
  const ended = new AbortController()
  let running: Stoppable | undefined

  async function finish(what: Stoppable): Promise<void> {
    setTimeout(() => process.exit(1), STOP_MS).unref()
    await what.stop()
    say('stopped; the data is kept')
    process.exit(0)
  }

  function onSignal(): void {
    if (ended.signal.aborted) {
      say('stopped at once')
      process.exit(130) // the kernel tells our servers, too
    }
    say(running ? 'stopping …' : 'stopping as soon as this step is done …')
    ended.abort(new Error('stopped'))
    if (running) void finish(running)
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  watchParent(onSignal)
  start(say, ended.signal).then(
    (it) => {
      running = it
      if (ended.signal.aborted) void finish(it)
    },
    (err: unknown) => {
      if (ended.signal.aborted) process.exit(0)
      const sentence = sentenceFor(err)
      process.stderr.write(`${sentence ?? `the hub failed: ${err instanceof Error ? err.stack : String(err)}`}\n`)
      process.exit(1)
    }
  )
}
