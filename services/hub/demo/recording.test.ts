import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { checkoutRoot } from '../checkout.ts'
import { type RecordedEvent, readRecording, rewrite } from './recording.ts'

const file = join(checkoutRoot(), 'adapters/asterisk/recordings/queue-ringing-answered.ami')
const events = readRecording(await readFile(file, 'utf8'))
const startMs = Date.parse('2030-01-01T00:00:00Z')
const play = (serial: number): RecordedEvent[] =>
  rewrite(events, {
    serial,
    startMs,
    slower: 4,
    caller: '79160000001',
    line: '5550100',
    newUuid: () => `00000000-0000-0000-0000-00000000000${serial}`
  })
const all = (played: readonly RecordedEvent[], key: string): Set<string> =>
  new Set(
    played.flatMap(({ text }) => [...text.matchAll(new RegExp(`^${key}: (.+?)\\r?$`, 'gm'))].map((m) => m[1] ?? ''))
  )

t.test('a recording holds the events of its call in the order of their times', async (t) => {
  t.ok(events.length > 50)
  t.equal(events[0]?.afterMs, 0)
  t.ok(events.every(({ afterMs }, i) => afterMs >= (events[i - 1]?.afterMs ?? 0)))
  t.notOk(events.some(({ text }) => /^Response|FullyBooted|^Event: CEL/m.test(text)))
})

t.test('a call that is played again shares no id, channel or bridge with the one before', async (t) => {
  const [first, second] = [play(1), play(2)]
  for (const key of ['Uniqueid', 'Linkedid', 'Channel', 'DestChannel', 'BridgeUniqueid']) {
    const before = all(first, key)
    t.ok(before.size > 0, `${key} is there`)
    t.same(
      [...all(second, key)].filter((value) => before.has(value)),
      [],
      `${key} is new`
    )
  }
})

t.test(
  'a played call happens now, slower, from the customer that was chosen, on the line that was chosen',
  async (t) => {
    const played = play(1)
    t.equal(played.at(-1)?.afterMs, (events.at(-1)?.afterMs ?? 0) * 4)
    const times = [...all(played, 'Timestamp')].map(Number)
    t.ok(times.every((seconds) => seconds * 1_000 >= startMs && seconds * 1_000 <= startMs + 60_000))
    t.ok(all(played, 'CallerIDNum').has('79160000001'))
    t.notOk(played.some(({ text }) => text.includes('79161234567') || text.includes('Ann Smith')))
    t.ok(all(played, 'Exten').has('5550100'))
  }
)

t.test('the channels of one call keep their relation', async (t) => {
  const linked = [...all(play(1), 'Linkedid')]
  t.equal(linked.length, 1)
  t.ok(all(play(1), 'Uniqueid').has(linked[0] ?? ''))
})
