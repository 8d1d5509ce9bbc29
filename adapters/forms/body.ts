import { pipeline, Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { IncomingFiles } from '../../contracts/adapter.ts'
import { HubError } from '../../contracts/errors.ts'
import type { SubmittedFile } from '../../contracts/submission.ts'
import { decoderOf, guessDecoder } from './charset.ts'
import type { Field } from './fields.ts'
import { flatten, parseJson } from './json.ts'
import { type FileRules, parseMultipart } from './multipart.ts'
import { parseUrlencoded } from './urlencoded.ts'

/** Of everything that is no file. */
const MAX_BYTES = 1_048_576
const MEGABYTE = 1_048_576

interface Body {
  readonly fields: readonly Field[]
  readonly files: readonly SubmittedFile[]
  /** As it came; empty of multipart. */
  readonly bytes: Uint8Array
}

interface Headers {
  readonly 'content-type'?: string | undefined
  readonly 'content-encoding'?: string | undefined
}

const PACKED = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress
} as const

/** The bytes unpacked and counted: neither packed nor unpacked are they more than `limit`. Throws 'too-large', 'bad-input'. */
async function* bounded(body: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > limit) throw new HubError('too-large', `a form is ${Math.ceil(limit / MEGABYTE)} MB at most`)
    yield chunk
  }
}

function unpacked(
  body: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  most: number
): AsyncIterable<Uint8Array> {
  const name = encoding?.trim().toLowerCase()
  if (!name || name === 'identity') return body
  const create = Object.hasOwn(PACKED, name) ? PACKED[name as keyof typeof PACKED] : undefined
  if (!create) throw new HubError('bad-input', 'this content-encoding is not known here')
  return pipeline(Readable.from(bounded(body, most), { objectMode: false }), create(), () => {}) // its error comes to the reader
}

async function whole(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)
}

const OPENS_JSON = /^(?:\xef\xbb\xbf)?\s*[[{]/
const JSON_TYPE = /^\s*[\w.-]+\/(?:[\w.-]+\+)?json\b/i
const CHARSET = /;\s*charset=("?)([^";\s]+)\1/i

/** Reads what was posted, within limits. Throws HubError 'bad-input', 'too-large', 'unavailable'. */
export async function readBody(
  stream: AsyncIterable<Uint8Array>,
  headers: Headers,
  rules: FileRules,
  store: IncomingFiles
): Promise<Body> {
  const contentType = headers['content-type'] ?? ''
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const limit = type === 'multipart/form-data' ? MAX_BYTES + rules.most * rules.megabytes * MEGABYTE : MAX_BYTES
  try {
    const body = bounded(unpacked(stream, headers['content-encoding'], limit), limit)
    if (type === 'multipart/form-data') {
      return { ...(await parseMultipart(body, contentType, rules, store)), bytes: new Uint8Array() }
    }
    const bytes = await whole(body)
    return { fields: parseBytes(bytes, contentType), files: [], bytes }
  } catch (err) {
    if (err instanceof HubError) throw err
    throw new HubError('bad-input', 'the body is not what its headers say', { cause: err })
  }
}

/** What calls itself JSON or text is JSON when it looks so; whatever else is taken for a form. Throws SyntaxError. */
export function parseBytes(bytes: Uint8Array, contentType: string): Field[] {
  const charset = CHARSET.exec(contentType)?.[2]
  const isJson = JSON_TYPE.test(contentType)
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1')
  if (!isJson && !OPENS_JSON.test(start)) return parseUrlencoded(bytes, charset)
  const text = (decoderOf(charset) ?? guessDecoder(bytes))(bytes)
  try {
    return flatten(parseJson(text))
  } catch (err) {
    if (isJson) throw err
    return parseUrlencoded(bytes, charset)
  }
}
