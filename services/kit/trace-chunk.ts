import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { type Static, Type } from 'typebox'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** A day of traces is dropped whole: which day a chunk belongs to is said once, so that it is the same when it comes again. */
export const TraceChunk = Type.Object({
  day: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', description: 'UTC' }),
  entries: Type.String({ description: 'a packed list of [subject, entry]' })
})
export type TraceChunk = Static<typeof TraceChunk>

/** Far beyond what a writer puts into one chunk; what grows larger is not ours. */
const MAX_BYTES = 64 * 1024 * 1024

export const pack = (json: string, level: number): Promise<Buffer> => deflate(json, { level })

/** Throws for what is not packed JSON. */
export async function unpack(packed: Uint8Array): Promise<unknown> {
  return JSON.parse((await inflate(packed, { maxOutputLength: MAX_BYTES })).toString('utf8'))
}
