import type { IncomingHttpHeaders } from 'node:http'
import { HubError, type ProblemWord } from '../../contracts/errors.ts'
import type { Problem } from '../../contracts/rest.ts'
import { problem } from '../kit/problems.ts'
import { type Credential, SESSION_COOKIE } from './crm.ts'

/** What a socket shows at the door. */
interface Handshake {
  readonly headers: IncomingHttpHeaders
  readonly auth: Readonly<Record<string, unknown>>
}

/** A key or token goes before the cookie: who sends one means it. Throws HubError. */
export function credentialOf({ headers, auth }: Handshake): Credential {
  const token = auth['token'] ?? /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (token !== undefined) {
    if (typeof token !== 'string' || !/^[\x21-\x7e]{1,512}$/.test(token)) {
      throw new HubError('not-signed-in', 'this is not a key')
    }
    return { kind: 'bearer', value: token }
  }
  const value = cookieOf(headers.cookie ?? '')
  if (value === undefined) throw new HubError('not-signed-in', 'sign in first, or send a key')
  if (!isSameOrigin(headers)) throw new HubError('not-permitted', 'a page of another site may not use this session')
  return { kind: 'cookie', value }
}

function cookieOf(header: string): string | undefined {
  for (const part of header.split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === SESSION_COOKIE && value && /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,512}$/.test(value))
      return value
  }
  return undefined
}

/**
 * Browsers send Origin with every WebSocket and with every request to another site; without it there is no browser, or
 * it is our own page. X-Forwarded-Host cannot be set by a page of another site.
 */
function isSameOrigin({ origin, host, 'x-forwarded-host': forwarded }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const { host: asking } = new URL(origin)
  return asking === host || asking === forwarded
}

/** An error as Socket.IO hands it to the client: `data` is a problem document. */
export function refusalOf(err: unknown): Error & { data: Problem } {
  const word: ProblemWord = err instanceof HubError ? err.word : 'internal'
  const data = problem(word, err instanceof HubError ? err.message : undefined)
  return Object.assign(new Error(data.title), { data })
}
