/** A payload as it is tried. */
export interface Payload {
  readonly contentType: string | null
  readonly query: string
  /** base64 */
  readonly body: string
}

const bytesOf = (base64: string): Uint8Array => {
  try {
    return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}

export function base64Of(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** The body to be read by a person: in UTF-8, or as old pages send it. What the hub makes of it, it says itself. */
export function bodyText(body: string): string {
  const bytes = bytesOf(body)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1251').decode(bytes)
  }
}

const OPENS_JSON = /^\s*[[{]/

/** What somebody pasted: JSON where it looks so, else fields as a form sends them. */
export function pasted(text: string): Payload {
  const contentType = OPENS_JSON.test(text) ? 'application/json' : 'application/x-www-form-urlencoded'
  return { contentType, query: '', body: base64Of(text.trim()) }
}

const BRIEF = 60

/** The beginning of a payload, to tell it from others. */
export function briefOf({ body, query }: Payload): string {
  const text = bodyText(body) || query
  const read = OPENS_JSON.test(text) ? text : unescaped(text.replaceAll('+', ' '))
  return read.replace(/\s+/g, ' ').trim().slice(0, BRIEF)
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // in another charset
  }
}
