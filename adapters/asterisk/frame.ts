import type { AmiMessage } from './model/message.ts'

/** What the framer found wrong with the bytes: counted and skipped, never thrown. */
export type Fault = 'oversized' | 'malformed'

interface Framer {
  push(chunk: Uint8Array): void
  readonly skipped: number
}

interface FramerOptions {
  /** Longest message in bytes; a longer one is skipped to its end without being kept. */
  readonly maxBytes: number
  /** False for an event nobody reads: it is then not parsed at all. `text` looks at the raw message. */
  wants(event: string, text: () => string): boolean
  onMessage(message: AmiMessage): void
  onFault(fault: Fault, sample: string): void
  /** The line a manager greets with. */
  onGreeting?(line: string): void
}

const END = Buffer.from('\r\n\r\n')
const MAX_HEADERS = 400
const MAX_VALUE = 4096

const keyNames = new Map<string, string>()
/** Header names are case-insensitive and few: each is lower-cased once. */
function keyName(name: string): string {
  const known = keyNames.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (keyNames.size < 4000) keyNames.set(name, lower)
  return lower
}

/** What an event is and is about. Asterisk says it once: twice, and one of the two was smuggled in with a name or a value. */
const IDENTITY = /^(event|timestamp|channel|(dest)?(unique|linked)id|bridgeuniqueid)$/

/**
 * One message's text to its headers; a repeated header keeps its first value, but for `Variable: name=value` (Status), each
 * of which is kept as `variable:name`. Undefined if no line has a header's form, or if the message contradicts itself about
 * what it is of.
 */
export function parseMessage(text: string): AmiMessage | undefined {
  const message: Record<string, string> = Object.create(null)
  let count = 0
  for (let start = 0; start < text.length && count < MAX_HEADERS; ) {
    let end = text.indexOf('\r\n', start)
    if (end < 0) end = text.length
    const colon = text.indexOf(':', start)
    if (colon > start && colon < end) {
      const key = keyName(text.slice(start, colon))
      const from = text.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1
      const value = text.slice(from, Math.min(end, from + MAX_VALUE))
      if (message[key] === undefined) message[key] = value
      else if (message[key] !== value && IDENTITY.test(key) && message['event'] !== undefined) return undefined
      if (key === 'variable' && value.includes('=')) {
        const equals = value.indexOf('=')
        message[`variable:${value.slice(0, equals)}`] ??= value.slice(equals + 1)
      }
      count++
    }
    start = end + 2
  }
  return count === 0 ? undefined : message
}

function eventName(buffer: Buffer, start: number, end: number): string | undefined {
  // "Event: " in one comparison of its first and last letters; the rest is read as text
  if (buffer[start] !== 69 || buffer[start + 5] !== 58) return undefined
  const lineEnd = buffer.indexOf(13, start)
  return buffer.toString('latin1', start + 7, lineEnd < 0 || lineEnd > end ? end : lineEnd)
}

/** Bytes of a manager stream, in any pieces, to whole messages. */
export function createFramer(options: FramerOptions): Framer {
  let rest: Buffer = Buffer.alloc(0)
  let greeted = false
  let skipping = false
  let skipped = 0

  const take = (buffer: Buffer, start: number, end: number) => {
    if (end - start > options.maxBytes) {
      options.onFault('oversized', buffer.toString('latin1', start, start + 80))
      return
    }
    const event = eventName(buffer, start, end)
    if (event !== undefined && !options.wants(event, () => buffer.toString('latin1', start, end))) {
      skipped++
      return
    }
    const message = parseMessage(buffer.toString('utf8', start, end))
    if (message === undefined || (message['event'] === undefined && message['response'] === undefined)) {
      options.onFault('malformed', buffer.toString('latin1', start, Math.min(end, start + 80)))
    } else options.onMessage(message)
  }

  const greeting = (buffer: Buffer): number => {
    const end = buffer.indexOf('\r\n')
    if (end < 0) return -1
    const line = buffer.toString('latin1', 0, Math.min(end, 200))
    greeted = true
    if (line.includes(':')) return 0
    options.onGreeting?.(line)
    return end + 2
  }

  return {
    push(chunk) {
      let buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      if (rest.length > 0) buffer = Buffer.concat([rest, buffer])
      let start = 0
      if (!greeted) {
        start = greeting(buffer)
        if (start < 0 && buffer.length > 1024) {
          options.onFault('malformed', buffer.toString('latin1', 0, 80))
          greeted = true
          start = 0
        }
      }
      if (start >= 0) {
        for (let end = buffer.indexOf(END, start); end >= 0; end = buffer.indexOf(END, start)) {
          if (skipping) skipping = false
          else if (end > start) take(buffer, start, end)
          start = end + END.length
        }
      } else start = 0
      rest = start < buffer.length ? buffer.subarray(start) : Buffer.alloc(0)
      if (rest.length > options.maxBytes) {
        if (!skipping) options.onFault('oversized', rest.toString('latin1', 0, 80))
        skipping = true
        // the last three bytes may be the beginning of the end mark
        rest = Buffer.from(rest.subarray(rest.length - 3))
      }
    },
    get skipped() {
      return skipped
    }
  }
}
