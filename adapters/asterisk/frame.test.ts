import t from 'tap'
import { createFramer, type Fault, parseMessage } from './frame.ts'
import type { AmiMessage } from './model/message.ts'
import { isWanted } from './model/message.ts'
import { readRecording, recording } from './replay.ts'

function framed(pieces: readonly (string | Uint8Array)[], maxBytes = 262_144) {
  const messages: AmiMessage[] = []
  const faults: Fault[] = []
  const greetings: string[] = []
  const framer = createFramer({
    maxBytes,
    wants: isWanted,
    onMessage: (message) => messages.push(message),
    onFault: (fault) => faults.push(fault),
    onGreeting: (line) => greetings.push(line)
  })
  for (const piece of pieces) framer.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
  return { messages, faults, greetings, framer }
}

const HELLO = 'Asterisk Call Manager/11.0.0\r\n'

t.test('a stream cut anywhere gives the same messages', async (t) => {
  const bytes = recording('hold')
  const whole = readRecording(bytes)
  for (const size of [1, 3, 7, 64, 1000]) {
    const pieces: Uint8Array[] = []
    for (let start = 0; start < bytes.length; start += size) pieces.push(bytes.subarray(start, start + size))
    t.strictSame(framed(pieces).messages, whole, `${size} bytes at a time`)
  }
})

t.test('a name in any alphabet survives being cut in the middle of a letter', async (t) => {
  const bytes = Buffer.from(`${HELLO}Event: Newchannel\r\nCallerIDName: Жанна Ёлкина 😀\r\n\r\n`)
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte))
  t.equal(framed(pieces).messages[0]?.['calleridname'], 'Жанна Ёлкина 😀')
})

t.test('a header of 1 MB is skipped and counted, and what follows is read', async (t) => {
  const big = `Event: Newchannel\r\nCallerIDName: ${'x'.repeat(1_048_576)}\r\n\r\n`
  const { messages, faults } = framed([
    HELLO,
    big.slice(0, 500_000),
    big.slice(500_000),
    'Event: Hangup\r\nUniqueid: 1.1\r\n\r\n'
  ])
  t.strictSame(faults, ['oversized'])
  t.strictSame(
    messages.map((message) => message['event']),
    ['Hangup']
  )
})

t.test('garbage between messages is skipped and counted', async (t) => {
  const { messages, faults } = framed([
    HELLO,
    '\u0000\u0001 nonsense without a colon\r\n\r\nEvent: Hangup\r\n\r\nno: event\r\n\r\n'
  ])
  t.strictSame(faults, ['malformed', 'malformed'])
  t.equal(messages.length, 1)
})

t.test('a message that never ends is held to its limit', async (t) => {
  const { faults, framer } = framed([HELLO], 1000)
  for (let piece = 0; piece < 1000; piece++) framer.push(Buffer.from('x: '.repeat(300)))
  t.strictSame(faults, ['oversized'])
})

t.test('events that nobody reads are not parsed, but for what mailboxes and recordings say', async (t) => {
  const noise = 'Event: VarSet\r\nVariable: FOO\r\nValue: 1\r\n\r\nEvent: RTCPSent\r\nSSRC: 1\r\n\r\n'
  const { messages, framer } = framed([HELLO, noise, 'Event: VarSet\r\nVariable: VMSTATUS\r\nValue: SUCCESS\r\n\r\n'])
  t.strictSame(
    messages.map((message) => message['value']),
    ['SUCCESS']
  )
  t.equal(framer.skipped, 2)
})

t.test('header names are case-insensitive, a repeated one keeps its first value, and none is special', async (t) => {
  const message = parseMessage('EVENT: A\r\nExTen: 1\r\nexten: 2\r\n__proto__: x\r\nconstructor: y\r\nEmpty:\r\n')
  t.equal(message?.['event'], 'A')
  t.equal(message?.['exten'], '1')
  t.equal(message?.['empty'], '')
  t.equal(message?.['constructor'], 'y')
  t.equal(({} as Record<string, unknown>)['x'], undefined)
})

t.test('the greeting is told', async (t) => {
  t.strictSame(framed(['Asterisk Call ', 'Manager/11.0.0\r\n']).greetings, ['Asterisk Call Manager/11.0.0'])
})

t.test(
  'a caller name of 10 kB that smuggles in headers cannot make an event of another channel, or another event',
  async (t) => {
    const event = (name: string) =>
      `Event: Newchannel\r\nChannel: PJSIP/trunk-1\r\nCallerIDName: ${name}\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n\r\n`
    const long = 'x'.repeat(10_000)
    const { messages, faults } = framed([
      HELLO,
      event(`Eve${long}\r\nEvent: Hangup`),
      event(`Eve\r\nUniqueid: 7.7\r\nX: ${long}`),
      event(`Eve\r\nLinkedid: 7.7`),
      event(`Eve\r\nChannel: PJSIP/101-1`),
      event(`Eve\r\nExten: 5550100\r\nExten: 1`),
      event(long)
    ])
    t.strictSame(faults, ['malformed', 'malformed', 'malformed', 'malformed'])
    t.strictSame(
      messages.map((message) => [message['event'], message['uniqueid'], (message['calleridname'] ?? '').length]),
      [
        ['Newchannel', '1.1', 3],
        ['Newchannel', '1.1', 4096]
      ]
    )
  }
)

t.test('floods of TestEvent and VarSet are counted and not parsed, and what comes between is read', async (t) => {
  const noise = 'Event: TestEvent\r\nType: StateChange\r\n\r\nEvent: VarSet\r\nVariable: A\r\nValue: B\r\n\r\n'.repeat(
    10_000
  )
  const { messages, faults, framer } = framed([HELLO, noise, 'Event: Hangup\r\nUniqueid: 1.1\r\n\r\n', noise])
  t.equal(framer.skipped, 40_000)
  t.strictSame(faults, [])
  t.equal(messages.length, 1)
})

t.test('nonsense of every length is no throw', async (t) => {
  const bytes = recording('park')
  for (let cut = 0; cut < bytes.length; cut += 997) {
    const { framer } = framed([
      HELLO,
      bytes.subarray(cut),
      bytes.subarray(0, cut),
      new Uint8Array(cut % 300),
      '\r\n\r\n'
    ])
    t.ok(framer.skipped >= 0)
  }
})
