import { sentenceFor } from './cannot-start.ts'
import { type Hub, startHub } from './hub.ts'
import { watchParent } from './parent.ts'

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const ended = new AbortController()
let hub: Hub | undefined
let signals = 0

function onSignal(signal: NodeJS.Signals): void {
  signals++
  if (signals > 1) {
    say('stopped at once; the servers end by themselves')
    process.exit(130)
  }
  say(hub ? 'stopping …' : 'stopping as soon as this step is done …')
  ended.abort(new Error(`stopped by ${signal}`))
  if (hub) void finish(hub)
}

async function finish(running: Hub): Promise<void> {
  setTimeout(() => process.exit(1), 45_000).unref()
  await running.stop()
  say('stopped; the data is kept')
  process.exit(0)
}

function giveUp(err: unknown): void {
  if (ended.signal.aborted) process.exit(0)
  const sentence = sentenceFor(err)
  process.stderr.write(`${sentence ?? `the hub failed: ${err instanceof Error ? err.stack : String(err)}`}\n`)
  process.exit(1)
}

process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)
process.on('SIGHUP', onSignal)
watchParent(() => onSignal('SIGTERM'))

startHub(process.env, say, ended.signal).then((running) => {
  hub = running
  if (ended.signal.aborted) void finish(running)
}, giveUp)
