import type { AdapterContext, InboundRequest, InboundResponse } from '../../contracts/adapter.ts'
import { HubError } from '../../contracts/errors.ts'
import type { MessageEvent } from '../../contracts/event.ts'
import type { TakenForm } from '../../contracts/form.ts'
import type { Submission } from '../../contracts/submission.ts'
import { createCaptcha } from './captcha.ts'
import { createIntake } from './intake.ts'

export const FORM: TakenForm = {
  ...{ key: 'form-1', name: 'Order', vendor: 'generic', mapping: {}, origins: [], honeypot: 'website' },
  ...{ minFillSeconds: 2, workBits: 0, captcha: null, perAddressPerMinute: 30, perFormPerMinute: 3_000, networks: [] },
  files: { most: 2, megabytes: 1 },
  ...{ numbers: [], numberHoldSeconds: 90, callLeads: false },
  ...{ line: null, source: null, redirect: null, joinDays: 30, isActive: true, secrets: {} }
}

type Taken = MessageEvent & { readonly data: { readonly form: Submission } }

/** What somebody posts; a text is a body of the type given, an object is JSON. */
interface Sent {
  readonly method?: string
  /** The key of the form by default. */
  readonly path?: string
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly address?: string
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | object
}

const isStream = (body: object): body is AsyncIterable<Uint8Array> => Symbol.asyncIterator in body

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The intake of one form, with a store in memory and a clock that stands. */
export function openIntake(fields: Partial<TakenForm> = {}, captchaUrls: Parameters<typeof createCaptcha>[2] = {}) {
  const form: TakenForm = { ...FORM, ...fields }
  const taken: Taken[] = []
  const files: Buffer[] = []
  const clock = { nowMs: Date.parse('2026-01-15T09:00:00.000Z') }
  let isAway = false
  const context: Pick<AdapterContext<unknown>, 'instance' | 'clock' | 'emit' | 'files' | 'log' | 'count'> = {
    instance: 'site',
    clock: { now: () => clock.nowMs, after: () => () => undefined },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    count: () => {},
    async emit(event) {
      if (isAway) throw new HubError('unavailable', 'the message store is away')
      taken.push(event as Taken)
    },
    files: {
      async put(contents, limit) {
        const chunks: Uint8Array[] = []
        let size = 0
        for await (const chunk of contents) {
          size += chunk.length
          if (size > limit) throw new HubError('too-large', 'a file is too large')
          chunks.push(chunk)
        }
        files.push(Buffer.concat(chunks))
        return { sha256: 'a'.repeat(64), size }
      }
    }
  }
  const onRequest = createIntake(
    context,
    { current: () => new Map([[form.key, form]]), stop: () => {} },
    async () => undefined,
    createCaptcha(context.log, context.count, captchaUrls)
  )
  async function send(sent: Sent = {}): Promise<InboundResponse> {
    const { method = 'POST', path = form.key, query = '', headers = {}, address = '203.0.113.7', body = '' } = sent
    const isJson = typeof body === 'object' && !(body instanceof Uint8Array) && !isStream(body)
    const stream =
      typeof body === 'object' && isStream(body)
        ? body
        : once(body instanceof Uint8Array ? body : Buffer.from(isJson ? JSON.stringify(body) : (body as string)))
    const request: InboundRequest = {
      ...{ method, path, query: {}, queryString: query, remoteAddress: address, body: new Uint8Array() },
      headers: { 'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded', ...headers },
      stream
    }
    return onRequest(request)
  }
  return {
    send,
    taken,
    files,
    clock,
    fail: () => {
      isAway = true
    },
    /** The only one that was taken. */
    only(): Taken['data'] {
      const [first, ...others] = taken
      if (!first || others.length > 0) throw new Error(`${taken.length} were taken`)
      return first.data
    }
  }
}

/** A multipart body; a part that is no text is a file. */
export function multipart(parts: readonly (readonly [name: string, value: string | Uint8Array, filename?: string])[]) {
  const boundary = 'XyZ'
  const chunks = parts.flatMap(([name, value, filename]) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n\r\n`,
    value,
    '\r\n'
  ])
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([...chunks, `--${boundary}--\r\n`].map((chunk) => Buffer.from(chunk as string)))
  }
}
