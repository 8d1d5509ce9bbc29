import { Pool } from 'undici'
import WebSocket from 'ws'
import type { Clock } from '../../../contracts/adapter.ts'
import { lineSafe, UnsafeValue } from '../../kit/line-safe.ts'
import { Refused } from '../../kit/link.ts'
import type { AriEvent } from './events.ts'
import { type AriCall, operations } from './operations.ts'

/** Asterisk answered, and did not do it. `status` is HTTP's: 404 no such thing, 409 not in that state, 422 not possible. */
export class AriRefused extends Error {
  override readonly name = 'AriRefused'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** There was no answer, or none that can be read: it is not known whether it was done. */
export class AriUnanswered extends Error {
  override readonly name = 'AriUnanswered'
}

interface AriEndpoint {
  /** `http://host:8088/ari` */
  readonly url: string
  readonly username: string
  readonly password: string
}

/** Every operation rejects with AriRefused, AriUnanswered or UnsafeValue. */
export type Ari = ReturnType<typeof operations>

interface AriHandlers {
  onEvent(event: AriEvent): void
  /** A message that is no event. */
  onFault(sample: string): void
  /** Once, after which nothing else is called. */
  onClose(reason: string): void
}

/** One application's stream of events, from its opening to its end. It is never reused. */
export interface AriEvents {
  /** Resolves with the answer to a ping; rejects when there was none in time. */
  ping(): Promise<void>
  close(reason: string): void
}

const MAX_ANSWER_BYTES = 8 * 1024 * 1024
const MAX_EVENT_BYTES = 262_144
const MAX_WAITING = 1000
const TIMEOUT_MS = 5000

const authorization = ({ username, password }: AriEndpoint): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** One piece of a path: it can neither leave its place nor begin another. Throws UnsafeValue. */
function segment(value: string): string {
  if (value === '' || value === '.' || value === '..') throw new UnsafeValue(`"${value}" cannot be part of a path`)
  return encodeURIComponent(lineSafe('a part of the path', value, 512))
}

function queryText(query: Parameters<AriCall>[2]): string {
  const parts: string[] = []
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : []) {
      // Asterisk takes a list apart at its commas, encoded or not.
      if (String(one).includes(',')) throw new UnsafeValue(`${key}: a value of a list cannot have a comma`)
    }
    parts.push(`${key}=${encodeURIComponent(lineSafe(key, String(value)))}`)
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

/** What Asterisk says of a failure, as one short line. */
function complaint(status: number, text: string): string {
  if (status === 401) return 'ARI: wrong username or password'
  let said = text
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown }
    said = String(message ?? error ?? text)
  } catch {
    // not JSON: the text itself is all there is
  }
  return `${status} ${said.replace(/\s+/g, ' ').slice(0, 200)}`.trim()
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Requests to one Asterisk over a few kept connections; each has its deadline, its answer its limit. */
export function createAri(endpoint: AriEndpoint, clock: Clock, timeoutMs = TIMEOUT_MS) {
  const { origin, pathname } = new URL(endpoint.url)
  const base = pathname.replace(/\/+$/, '')
  // Asterisk closes an idle connection after 15 s: ours must go before.
  const pool = new Pool(origin, { connections: 8, keepAliveTimeout: 4000, maxResponseSize: MAX_ANSWER_BYTES })
  const headers = { authorization: authorization(endpoint), accept: 'application/json' }
  let waiting = 0

  const call: AriCall = async <Answer>(...[method, segments, query, body]: Parameters<AriCall>): Promise<Answer> => {
    const path = `${base}/${segments.map(segment).join('/')}${queryText(query)}`
    const what = `${method} ${segments.join('/')}`
    if (waiting >= MAX_WAITING) throw new AriUnanswered(`${what}: too many requests are waiting`)
    const late = new AbortController()
    const stop = clock.after(timeoutMs, () => late.abort(new Error(`no answer within ${timeoutMs} ms`)))
    waiting++
    try {
      const answer = await pool.request({
        method,
        path,
        signal: late.signal,
        ...(body === undefined
          ? { headers }
          : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) })
      })
      const text = await answer.body.text()
      if (answer.statusCode >= 300)
        throw new AriRefused(answer.statusCode, `${what}: ${complaint(answer.statusCode, text)}`)
      return (text === '' ? undefined : JSON.parse(text)) as Answer
    } catch (error) {
      if (error instanceof AriRefused) throw error
      throw new AriUnanswered(`${what}: ${reasonOf(late.signal.reason ?? error)}`)
    } finally {
      stop()
      waiting--
    }
  }
  return { ...operations(call), close: () => pool.destroy() }
}

/**
 * Opens the stream of one application's events: while it is open, the application is there for the dialplan. The reader
 * does nothing but parse: what it hands on must return at once, since Asterisk cuts off a client that reads slowly
 * (`websocket_write_timeout`, 100 ms by default). Rejects with Refused or AriUnanswered.
 */
export function openEvents(
  endpoint: AriEndpoint,
  app: string,
  handlers: AriHandlers,
  clock: Clock,
  timeoutMs = TIMEOUT_MS
): Promise<AriEvents> {
  return new Promise((resolve, reject) => {
    const url = new URL(endpoint.url)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/events`
    url.search = `?app=${encodeURIComponent(app)}`
    const socket = new WebSocket(url, {
      headers: { authorization: authorization(endpoint) },
      handshakeTimeout: timeoutMs,
      maxPayload: MAX_EVENT_BYTES,
      perMessageDeflate: false,
      followRedirects: false
    })
    let state: 'connecting' | 'open' | 'closed' = 'connecting'
    let ponged: (() => void) | null = null

    const end = (reason: string, error: Error = new AriUnanswered(reason)) => {
      if (state === 'closed') return
      const wasOpen = state === 'open'
      state = 'closed'
      socket.terminate()
      if (wasOpen) handlers.onClose(reason)
      else reject(error)
    }
    const ping = () =>
      new Promise<void>((answered, silent) => {
        const stop = clock.after(timeoutMs, () =>
          silent(new AriUnanswered(`no answer to a ping within ${timeoutMs} ms`))
        )
        ponged = () => {
          stop()
          answered()
        }
        if (state === 'open') socket.ping()
      })

    socket.on('open', () => {
      if (state !== 'connecting') return
      state = 'open'
      resolve({ ping, close: (reason) => end(reason) })
    })
    socket.on('pong', () => ponged?.())
    socket.on('message', (data) => {
      if (state !== 'open') return
      const text = data.toString()
      const event = eventOf(text)
      if (event === undefined) handlers.onFault(text.slice(0, 80))
      else handlers.onEvent(event)
    })
    socket.on('unexpected-response', (request, response) => {
      const status = response.statusCode ?? 0
      request.destroy()
      if (status === 401 || status === 403) end(complaint(401, ''), new Refused(complaint(401, '')))
      else end(`ARI answers ${status} where its events should be`)
    })
    socket.on('error', (error) => end(error.message))
    socket.on('close', (code) => end(`the event stream was closed (${code})`))
  })
}

function eventOf(text: string): AriEvent | undefined {
  try {
    const event = JSON.parse(text) as { readonly type?: unknown } | null
    // Asterisk's own description of what it sends stands behind the rest.
    return typeof event?.type === 'string' ? (event as AriEvent) : undefined
  } catch {
    return undefined
  }
}
