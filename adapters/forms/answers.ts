import type { InboundResponse } from '../../contracts/adapter.ts'
import { type HubError, PROBLEMS, type ProblemWord } from '../../contracts/errors.ts'
import type { TakenForm } from '../../contracts/form.ts'

type Headers = Readonly<Record<string, string | undefined>>

const NOTHING_RUNS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff'
}

const page = (text: string): string =>
  `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text}</title>` +
  `<p style="font:20px sans-serif;margin:3em;text-align:center">${text}</p>`

/** A browser that sent the form by itself shows the answer as a page. */
const isPage = ({ accept = '', 'sec-fetch-mode': mode }: Headers): boolean =>
  mode === 'navigate' || (mode === undefined && /\btext\/html\b/.test(accept))

export function thanks(headers: Headers, { redirect }: TakenForm): InboundResponse {
  if (!isPage(headers)) {
    const body = JSON.stringify({ ok: true, ...(redirect !== null && { redirect }) })
    return { status: 200, headers: { 'content-type': 'application/json' }, body }
  }
  if (redirect !== null) return { status: 303, headers: { location: redirect } }
  const body = page(
    /^\s*en/i.test(headers['accept-language'] ?? '') ? 'Thank you!' : 'Спасибо! Мы получили вашу заявку.'
  )
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...NOTHING_RUNS }, body }
}

export function problem(
  headers: Headers,
  word: ProblemWord,
  detail: string,
  more: { status?: number; retryAfterSeconds?: number } = {}
): InboundResponse {
  const [defaultStatus, title] = PROBLEMS[word]
  const status = more.status ?? defaultStatus
  const retryAfter = more.retryAfterSeconds ?? (status === 503 ? 2 : undefined)
  const again = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  if (isPage(headers)) {
    const text =
      status === 503 || status === 429 ? 'Попробуйте, пожалуйста, ещё раз чуть позже.' : 'Форма не отправлена.'
    return {
      status,
      headers: { ...again, 'content-type': 'text/html; charset=utf-8', ...NOTHING_RUNS },
      body: page(text)
    }
  }
  const document = { type: `urn:perezvon:problem:${word}`, title, status, detail }
  return { status, headers: { ...again, 'content-type': 'application/problem+json' }, body: JSON.stringify(document) }
}

export const problemOf = (headers: Headers, err: HubError): InboundResponse => problem(headers, err.word, err.message)

/** The hub's own pages try forms. */
const isOwn = (origin: string, host: string | undefined): boolean =>
  origin === `https://${host}` || origin === `http://${host}`

/** False: this page may not send this form. A request without an origin comes from no page. */
export function mayPost({ origin, host }: Headers, { origins }: TakenForm): boolean {
  if (origin === undefined || origins.length === 0 || isOwn(origin, host)) return true
  return origins.includes('*') || origins.includes(origin)
}

/** What lets a script of an allowed page read the answer: there is nothing in it that others must not know. */
export function corsOf(headers: Headers, form: TakenForm): Record<string, string> {
  const { origin } = headers
  if (origin === undefined) return {}
  return mayPost(headers, form) ? { 'access-control-allow-origin': origin, vary: 'origin' } : { vary: 'origin' }
}

export const preflight = (headers: Headers, form: TakenForm): InboundResponse =>
  mayPost(headers, form)
    ? {
        status: 204,
        headers: {
          ...corsOf(headers, form),
          'access-control-allow-methods': 'POST',
          'access-control-allow-headers': 'content-type',
          'access-control-max-age': '86400'
        }
      }
    : { status: 403, headers: { vary: 'origin' } }
