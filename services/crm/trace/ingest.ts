import type pg from 'pg'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { storable } from '../../kit/tidy.ts'
import { TraceChunk, unpack } from '../../kit/trace-chunk.ts'
import { keepTrace, type Traced } from './store.ts'

const chunks = Compile(TraceChunk)
const entries = Compile(
  Type.Array(
    Type.Tuple([
      Type.String({ minLength: 1, maxLength: 200 }),
      Type.Object({
        sequence: Type.Integer(),
        at: Type.Integer(),
        kind: Type.String(),
        told: Type.Array(Type.Unknown())
      })
    ])
  )
)

/** Takes chunks of traces, any number of times. Throws for what is not one. */
export function createTraceIngest(db: pg.Pool): (message: unknown) => Promise<void> {
  return async (message) => {
    if (!chunks.Check(message)) throw new Error('not a chunk of traces')
    const list = await unpack(Buffer.from(message.entries, 'base64'))
    if (!entries.Check(list)) throw new Error('not a list of trace entries')
    const traced = (list as unknown as Traced[]).map(([subject, entry]): Traced => [storable(subject), entry])
    if (traced.length > 0) await keepTrace(db, message.day, traced)
  }
}
