import type { ProblemWord } from '../../../../contracts/errors.ts'
import type { Problem } from '../../../../contracts/rest.ts'

const TIMEOUT_MS = 15_000
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
export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const asked = Date.now()
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
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
