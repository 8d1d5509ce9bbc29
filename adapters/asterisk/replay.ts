import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CallSnapshot } from '../../contracts/call.ts'
import { createFramer } from './frame.ts'
import type { Dialplan, Model, Output } from './model/entities.ts'
import { type AmiMessage, isWanted } from './model/message.ts'
import { createModel, reduce } from './model/reduce.ts'

/** The messages of a recorded manager stream that the model would be given. */
export function readRecording(bytes: Uint8Array): AmiMessage[] {
  const messages: AmiMessage[] = []
  const framer = createFramer({
    maxBytes: 262_144,
    wants: isWanted,
    onMessage: (message) => messages.push(message),
    onFault: () => undefined
  })
  framer.push(bytes)
  return messages
}

/** Puts messages through a model and gathers what it says; `nowMs` stands in for a missing Timestamp. */
export function replay(model: Model, messages: readonly AmiMessage[], nowMs = 0): Output[] {
  return messages.flatMap((message) => reduce(model, message, nowMs))
}

interface Replayed {
  readonly outputs: readonly Output[]
  readonly model: Model
  /** The last snapshot of each call, by subject. */
  readonly last: ReadonlyMap<string, CallSnapshot>
}

export function replayRecording(bytes: Uint8Array, dialplan: Dialplan): Replayed {
  const model = createModel(dialplan)
  const outputs = replay(model, readRecording(bytes))
  return { outputs, model, last: new Map(outputs.map((output) => [output.subject, output.snapshot])) }
}

/** Where the recordings are, seen from the source as well as from what was built of it: a build copies only some. */
export function recordingsFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'adapters/asterisk/recordings')
    if (basename(folder) !== 'dist' && existsSync(candidate)) return candidate
  }
  throw new Error('adapters/asterisk/recordings is not here')
}

export const recording = (name: string): Buffer => readFileSync(join(recordingsFolder(), `${name}.ami`))
