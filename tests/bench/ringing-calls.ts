import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const RECORDING = fileURLToPath(new URL('../../../adapters/asterisk/recordings/inbound-phone.ami', import.meta.url))

/** One recorded inbound call to a phone, cut where time passes in a real one. */
export interface RecordedCall {
  /** From the caller's channel to the moment before the phone rings. */
  readonly before: string
  /** The event that says that the phone rings. */
  readonly rings: string
  /** The phone answers, and both are in the bridge. */
  readonly answered: string
  readonly ended: string
}

/** Reads the recording of a real Asterisk: the blocks of the call itself, in their order. */
export function readRecording(): RecordedCall {
  const blocks = readFileSync(RECORDING, 'latin1')
    .split('\r\n\r\n')
    .filter((block) => block.startsWith('Event: '))
  const from = blocks.findIndex((block) => block.startsWith('Event: Newchannel'))
  const ringing = blocks.findIndex((b) => b.startsWith('Event: Newstate') && b.includes('\r\nChannelState: 5\r\n'))
  const ending = blocks.findIndex((block) => block.startsWith('Event: HangupRequest'))
  const lastHangup = blocks.findLastIndex((block) => block.startsWith('Event: Hangup\r'))
  if (from < 0 || ringing < from || ending < ringing || lastHangup < ending)
    throw new Error('the recording holds no such call')
  const text = (start: number, end: number): string =>
    blocks
      .slice(start, end)
      .map((block) => `${block}\r\n\r\n`)
      .join('')
  return {
    before: text(from, ringing),
    rings: text(ringing, ringing + 1),
    answered: text(ringing + 1, ending),
    ended: text(ending, lastHangup + 1)
  }
}

/** The same call as another: own ids, own channels, another phone, and now. */
export function asCall(text: string, serial: number, extension: string): string {
  const now = Date.now()
  const tag = serial.toString(16).padStart(8, '0')
  return text
    .replace(/\b1\d{9}\.(\d+)\b(?=\r\n|,|\/|;|$)/gm, (_, leg: string) => `${1_700_000_000 + serial}.${leg}`)
    .replace(/(PJSIP\/[^-\s]+-)[0-9a-f]{8}/g, `$1${tag}`)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, `${tag}-0000-4000-8000-000000000000`)
    .replace(/PJSIP\/10\d-/g, `PJSIP/${extension}-`)
    .replace(/: 10\d\r\n/g, `: ${extension}\r\n`)
    .replace(/^Timestamp: .*$/gm, `Timestamp: ${(now / 1000).toFixed(6)}`)
}
