import { type Adapter, type AdapterContext, defineAdapter } from '../../contracts/adapter.ts'
import type { Command, CommandOutcome } from '../../contracts/command.ts'
import { createAriSide } from './ari/side.ts'
import { hangUpCall, makeCall } from './commands.ts'
import { AsteriskConfig } from './config.ts'
import { createEngine } from './engine.ts'
import { replayTrace } from './replay-trace.ts'

export default defineAdapter({
  system: 'asterisk',
  commands: ['call.make', 'call.hangup'],
  config: AsteriskConfig,
  replay: replayTrace,
  create(context: AdapterContext<AsteriskConfig>): Adapter {
    const engine = createEngine(context)
    const { ari } = context.config
    const side =
      ari === undefined
        ? undefined
        : createAriSide(context, ari, {
            onHealth: (complaint) => engine.standing.ari(complaint),
            onRecording: (uniqueid, recording, at) => {
              const timestamp = (Date.parse(at) / 1000).toFixed(3)
              engine.hear({ event: 'RecordingStarted', uniqueid, recording, timestamp })
            }
          })
    const making = new Map<string, Promise<CommandOutcome>>()

    const handle = (command: Command): Promise<CommandOutcome> => {
      if (command.type === 'call.hangup') return hangUpCall(engine.commander, command)
      if (command.type !== 'call.make') return Promise.reject(new Error(`${command.type} is not for a PBX`))
      // The same request twice is one call.
      const already = making.get(command.data.subject)
      if (already !== undefined) return already
      const made = makeCall(engine.commander, command).finally(() => making.delete(command.data.subject))
      making.set(command.data.subject, made)
      return made
    }

    return {
      async start(signal) {
        if (signal.aborted) return
        await engine.start(signal)
        if (!signal.aborted) await side?.start()
      },
      async stop() {
        await side?.stop()
        await engine.stop()
      },
      handle
    }
  }
})
