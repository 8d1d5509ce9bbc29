import type { ProblemWord } from '../../../../contracts/errors.ts'
import type { Problem } from '../../../../contracts/rest.ts'

const TIMEOUT_MS = 15_000
const UPLOAD_TIMEOUT_MS = 300_000
const PREFIX = 'urn:perezvon:problem:'

/** What a request came to when it did not succeed: the hub's own word, or `away` when there was no answer of it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly word: ProblemWord | 'away'
  readonly status: number
  readonly document: Problem | null
  /** Seconds, as Retry-After says; null when it does not. */
  readonly retryAfter: number | null

  constructor(word: ProblemWord | 'away', status: number, document: Problem | null, retryAfter: number | null) {
    super(document?.detail ?? document?.title ?? word)
    this.word = word
    this.status = status
    this.document = document
    this.retryAfter = retryAfter
  }
}

/** Milliseconds by which the hub's clock is ahead of this computer's; small differences are left alone. */
let ahead = 0

/** The hub's time, by which calls are timed. */
export const hubNow = (): number => Date.now() + ahead

/** Asks the hub. Rejects with ApiProblem only. */
export function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const type: HeadersInit = body === undefined ? {} : { 'content-type': 'application/json' }
  const limits = [AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]
  return send<T>(path, { method, headers: type, signal: AbortSignal.any(limits), ...sent })
}

/** Sends a file as it is. Rejects with ApiProblem only. */
export function upload<T>(path: string, file: File): Promise<T> {
  return send<T>(path, {
    method: 'POST',
    headers: {
      'content-type': file.type || 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll("'", '%27')}`
    },
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    body: file
  })
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const asked = Date.now()
  const response = await fetch(path, {
    ...init,
    credentials: 'same-origin',
    headers: { accept: 'application/json', ...init.headers }
  }).catch(() => {
    throw new ApiProblem('away', 0, null, null)
  })
  noteClock(response, asked)
  if (!response.ok) throw await problemOf(response)
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T
  return (await response.json().catch(() => undefined)) as T
}

function noteClock(response: Response, asked: number): void {
  const date = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(date)) return
  const difference = date + 500 - (asked + Date.now()) / 2
  ahead = Math.abs(difference) > 2000 ? difference : 0
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const document = (await response.json().catch(() => null)) as Problem | null
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const word =
    typeof document?.type === 'string' && document.type.startsWith(PREFIX) ? document.type.slice(PREFIX.length) : null
  return new ApiProblem(
    (word ?? (response.status === 502 || response.status === 504 ? 'away' : 'internal')) as ProblemWord,
    response.status,
    document,
    Number.isFinite(retryAfter) ? retryAfter : null
  )
}

/** A query string of what is set. */
export function query(parameters: Record<string, string | null | undefined>): string {
  const set = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`
}
