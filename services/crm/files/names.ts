const EXTENDED = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i
const QUOTED = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i
const BARE = /;\s*filename\s*=\s*([^;\s"]+)/i
const MAX_NAME = 200

/** The file's name in a `content-disposition` (RFC 6266): no folders, no control characters. Undefined without one. */
export function nameIn(disposition: string | undefined): string | undefined {
  const text = `;${disposition ?? ''}`
  const extended = decoded(EXTENDED.exec(text)?.[1])
  const plain = QUOTED.exec(text)?.[1]?.replace(/\\(.)/g, '$1') ?? BARE.exec(text)?.[1]
  const name = (extended ?? utf8Of(plain))?.normalize('NFC').split(/[/\\]/).at(-1)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out, with what turns text around
  const clean = name?.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim()
  return clean && clean !== '.' && clean !== '..' ? shortened(clean) : undefined
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text)
  } catch {
    return undefined // what is not percent-encoded UTF-8: there may be a plain name beside it
  }
}

/** Headers arrive as Latin-1; many senders write UTF-8 into them. */
function utf8Of(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const read = Buffer.from(text, 'latin1').toString('utf8')
  return read.includes('\ufffd') ? text : read
}

/** Keeps the end, which says what kind of file it is. */
function shortened(name: string): string {
  const letters = [...name]
  if (letters.length <= MAX_NAME) return name
  const dot = name.lastIndexOf('.')
  const end = dot > 0 ? [...name.slice(dot)].slice(0, 20) : []
  return [...letters.slice(0, MAX_NAME - end.length), ...end].join('')
}

/** The header with which it is sent back (RFC 6266, RFC 8187). */
export function dispositionOf(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const extended = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended}`
}
