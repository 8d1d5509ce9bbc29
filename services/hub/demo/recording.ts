/** One message of a recorded call, and when it came, from the call's beginning. */
export interface RecordedEvent {
  readonly afterMs: number
  readonly text: string
}

/** The events of a recorded manager stream: what a call says, without the log-in and the billing records. */
export function readRecording(text: string): RecordedEvent[] {
  const events = text
    .split('\r\n\r\n')
    .filter((part) => /^Event: /.test(part) && !/^Event: (CEL|FullyBooted)/.test(part))
  const first = timeOf(events.find((event) => timeOf(event) !== undefined) ?? '') ?? 0
  let last = first
  return events.map((event) => {
    last = timeOf(event) ?? last
    return { afterMs: last - first, text: event }
  })
}

interface Rewriting {
  /** Grows from call to call: no id comes twice. */
  readonly serial: number
  readonly startMs: number
  /** How many times slower than it was: a person wants to see the phone ring. */
  readonly slower: number
  readonly caller: string
  readonly line: string
  newUuid(): string
}

/** The same call, now, from another caller: ids, channels, bridges and times are new. */
export function rewrite(
  events: readonly RecordedEvent[],
  { serial, startMs, slower, caller, line, newUuid }: Rewriting
): RecordedEvent[] {
  const uuids = new Map<string, string>()
  const originalCaller = /^CallerIDNum: (\d{7,})\r?$/m.exec(events.map(({ text }) => text).join('\r\n'))?.[1] ?? ''
  const originalName = /^CallerIDName: (.+?)\r?$/m.exec(events[0]?.text ?? '')?.[1]
  const originalLine = /^Exten: (\d{5,})\r?$/m.exec(events.map(({ text }) => text).join('\r\n'))?.[1] ?? ''
  const second = Math.floor(startMs / 1_000)
  const uuidFor = (old: string): string => {
    const made = uuids.get(old) ?? newUuid()
    uuids.set(old, made)
    return made
  }
  return events.map(({ afterMs, text }) => {
    const at = startMs + afterMs * slower
    let out = text
      .replace(/^Timestamp: .*$/m, `Timestamp: ${(at / 1_000).toFixed(6)}`)
      .replace(/\b1\d{9}\.(\d{1,5})(?!\d)/g, (_, n: string) => `${second}.${Number(n) + serial * 1_000}`)
      .replace(/-([0-9a-f]{8})(?=[\r\n;,&@ ]|$)/g, (_, n: string) => `-${hex(Number.parseInt(n, 16) + serial * 256)}`)
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, uuidFor)
    if (originalCaller) out = out.replaceAll(originalCaller, caller)
    if (originalName && !/^[<\d]/.test(originalName)) out = out.replaceAll(originalName, '')
    if (originalLine) out = out.replaceAll(originalLine, line)
    return { afterMs: afterMs * slower, text: out }
  })
}

const hex = (n: number): string => (n % 0x1_0000_0000).toString(16).padStart(8, '0')

/** The Timestamp header, in milliseconds. */
function timeOf(event: string): number | undefined {
  const found = /^Timestamp: ([\d.]+)/m.exec(event)?.[1]
  return found === undefined ? undefined : Math.round(Number(found) * 1_000)
}
