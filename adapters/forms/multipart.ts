import type { Readable } from 'node:stream'
import { Readable as ReadableStream } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { IncomingFiles } from '../../contracts/adapter.ts'
import { HubError } from '../../contracts/errors.ts'
import { MOST, type SubmittedFile } from '../../contracts/submission.ts'
import type { Field } from './fields.ts'
import { typeOfContents } from './file-type.ts'
import { decodeFields, type RawField } from './urlencoded.ts'

export interface FileRules {
  readonly most: number
  readonly megabytes: number
}

interface Part {
  readonly name: string
  readonly filename: string | undefined
  readonly stream: Readable
}

/** Parts that are read; the rest of a body that has more is passed over. */
const MAX_PARTS = 600
const FIELD_BYTES = 262_144
const HEAD_BYTES = 4_096
const MEGABYTE = 1_048_576

/**
 * Reads multipart/form-data as it comes. Files go to the disk, one after the other; the first that is too large, too many or
 * not of a known type ends it with HubError 'too-large' or 'bad-input', and the rest is not read.
 */
export async function parseMultipart(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  rules: FileRules,
  store: IncomingFiles
): Promise<{ fields: Field[]; files: SubmittedFile[] }> {
  const fields: RawField[] = []
  const files: SubmittedFile[] = []
  const take = async ({ name, filename, stream }: Part): Promise<void> => {
    if (filename === undefined) fields.push({ name, value: await collect(stream) })
    else {
      const file = await takeFile({ name, filename, stream }, files.length, rules, store)
      if (file) files.push(file)
    }
  }
  await eachPart(body, contentType, take)
  return { fields: decodeFields(fields, undefined), files }
}

/** Calls `take` for each part; the first that throws ends it. */
function eachPart(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  take: (part: Part) => Promise<void>
): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = makeParser(contentType)
    const source = ReadableStream.from(body, { objectMode: false })
    let taking = Promise.resolve()
    const fail = (err: unknown): void => {
      source.unpipe(parser)
      source.destroy()
      parser.destroy()
      reject(err instanceof HubError ? err : notMultipart(err))
    }
    parser.on('file', (name, stream, filename) => {
      stream.on('error', () => {}) // said by the parser itself
      const part = { name: name ?? '', filename: filename as string | undefined, stream }
      taking = taking.then(() => take(part))
      taking.catch(fail)
    })
    parser.on('error', fail)
    source.on('error', fail)
    parser.on('finish', () => void taking.then(resolve, reject))
    source.pipe(parser)
  })
}

function makeParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // As bytes: in which charset they are is decided when all are there.
      isPartAFile: () => true,
      limits: { parts: MAX_PARTS, headerPairs: 50, headerSize: 16_384 }
    })
  } catch (err) {
    throw notMultipart(err)
  }
}

const notMultipart = (cause: unknown): HubError =>
  cause instanceof HubError ? cause : new HubError('bad-input', 'the multipart body is broken', { cause })

/** What is longer is cut. */
async function collect(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (size < FIELD_BYTES) chunks.push(chunk.subarray(0, FIELD_BYTES - size))
    size += chunk.length
  }
  return Buffer.concat(chunks)
}

/** Undefined for an input that was left empty. */
async function takeFile(
  { name, filename = '', stream }: Part,
  before: number,
  { most, megabytes }: FileRules,
  store: IncomingFiles
): Promise<SubmittedFile | undefined> {
  const iterator = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  const head: Buffer[] = []
  let bytes = 0
  while (bytes < HEAD_BYTES) {
    const { value, done } = await iterator.next()
    if (done) break
    head.push(value)
    bytes += value.length
  }
  if (bytes === 0) return undefined
  if (before >= most) throw new HubError('too-large', `this form takes ${most} files at most`)
  const type = typeOfContents(Buffer.concat(head))
  if (type === undefined) throw new HubError('bad-input', 'this form does not take files of this kind')
  async function* contents(): AsyncGenerator<Buffer> {
    yield* head
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  const { sha256, size } = await store.put(contents(), megabytes * MEGABYTE)
  return { field: name.slice(0, MOST.name), name: plainName(filename), type, size, sha256 }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out, with what turns text around
const ODD = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** No folders, no control characters. */
const plainName = (filename: string): string =>
  (filename.split(/[/\\]/).at(-1) ?? '').replace(ODD, '').trim().slice(-MOST.name) || 'file'
