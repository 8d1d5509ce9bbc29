type Test = (head: Uint8Array) => boolean

const at =
  (offset: number, ...bytes: number[]): Test =>
  (head) =>
    bytes.every((byte, place) => head[offset + place] === byte)
const text = (offset: number, letters: string): Test => at(offset, ...[...letters].map((c) => c.charCodeAt(0)))
const both =
  (a: Test, b: Test): Test =>
  (head) =>
    a(head) && b(head)

/** What people attach to a form. A document of today's office programs is a zip; it is never unpacked. */
const TYPES: readonly (readonly [type: string, test: Test])[] = [
  ['application/pdf', text(0, '%PDF-')],
  ['image/jpeg', at(0, 0xff, 0xd8, 0xff)],
  ['image/png', at(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ['image/gif', text(0, 'GIF8')],
  ['image/webp', both(text(0, 'RIFF'), text(8, 'WEBP'))],
  ['image/heic', both(text(4, 'ftyp'), (head) => ['heic', 'heix', 'mif1', 'msf1'].some((b) => text(8, b)(head)))],
  ['image/tiff', (head) => at(0, 0x49, 0x49, 0x2a, 0)(head) || at(0, 0x4d, 0x4d, 0, 0x2a)(head)],
  ['video/mp4', text(4, 'ftyp')],
  ['audio/mpeg', (head) => text(0, 'ID3')(head) || at(0, 0xff, 0xfb)(head)],
  ['audio/wav', both(text(0, 'RIFF'), text(8, 'WAVE'))],
  ['audio/ogg', text(0, 'OggS')],
  ['application/zip', (head) => at(0, 0x50, 0x4b, 3, 4)(head) || at(0, 0x50, 0x4b, 5, 6)(head)],
  ['application/vnd.rar', text(0, 'Rar!')],
  ['application/x-7z-compressed', at(0, 0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)],
  ['application/msword', at(0, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)],
  ['application/rtf', text(0, '{\\rtf')],
  ['text/plain', isPlainText]
]

const MARKUP = /^\s*(?:<|#!|@echo)/i

/** No control characters, and nothing that a browser or a shell would run. */
function isPlainText(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127)) return false
  if (text(0, 'MZ')(head)) return false
  return !MARKUP.test(
    Buffer.from(head.subarray(0, 200))
      .toString('latin1')
      .replace(/^\xef\xbb\xbf/, '')
  )
}

/** What a file is by how it begins, whatever its name says; undefined: nothing that a form should take. */
export const typeOfContents = (head: Uint8Array): string | undefined => TYPES.find(([, test]) => test(head))?.[0]
