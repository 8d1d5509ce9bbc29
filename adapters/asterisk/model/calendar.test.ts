import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import type { CallSnapshot } from '../../../contracts/call.ts'
import { recordingsFolder, replayRecording } from '../replay.ts'

const LAB = { source: 'asterisk:pbx1', endpoint: 'PJSIP/{extension}', trunks: ['PJSIP/trunk'], outboundPrefix: '9' }

const TALK = gunzipSync(readFileSync(join(recordingsFolder(), '22/hold-by-agent.ami.gz'))).toString('latin1')

/** The same talk at another time: everything that the PBX said is later by so many seconds. */
const later = (seconds: number): Buffer =>
  Buffer.from(
    TALK.replace(/^Timestamp: (\d+)(\.\d+)$/gm, (_, whole, rest) => `Timestamp: ${Number(whole) + seconds}${rest}`),
    'latin1'
  )

function told(bytes: Buffer): CallSnapshot {
  const [snapshot, ...others] = replayRecording(bytes, LAB).last.values()
  if (snapshot === undefined || others.length > 0) throw new Error('the recording is of one call')
  return snapshot
}

const there = told(later(0))
const answered = Math.floor(Date.parse(there.answeredAt ?? '') / 1000)

const isTime = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)

/** What was told of the talk, with all its times later. */
function moved(value: unknown, seconds: number): unknown {
  if (isTime(value)) return new Date(Date.parse(value) + seconds * 1000).toISOString()
  if (Array.isArray(value)) return value.map((one) => moved(one, seconds))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'version' ? Number(one) + seconds * 1_000_000 : moved(one, seconds)
    ])
  )
}

/** Where somebody's clock jumps, and the first moment of the new day or time, in UTC. */
const MIDNIGHTS = [
  ['UTC', '2027-01-01T00:00:00Z'],
  ['Europe/Moscow', '2026-12-31T21:00:00Z'],
  ['America/New_York', '2027-03-01T05:00:00Z'],
  ['Asia/Kathmandu', '2026-12-31T18:15:00Z']
] as const
const CHANGES = [
  ['Europe/Berlin', '2027-03-28T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2027-03-14T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00:00Z']
] as const

const zone = process.env['TZ']
t.afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

for (const [name, at, isChange] of [
  ...MIDNIGHTS.map((each) => [...each, false] as const),
  ...CHANGES.map((each) => [...each, true] as const)
]) {
  t.test(
    `a talk over ${isChange ? 'a change of the clocks' : 'midnight'} in ${name}, ${at}, is as long as it was`,
    async (t) => {
      process.env['TZ'] = name
      const [before, after] = [new Date(Date.parse(at) - 1000), new Date(at)]
      if (isChange) t.not(before.getTimezoneOffset(), after.getTimezoneOffset(), 'the clocks do change')
      else t.not(before.getDate(), after.getDate(), 'the day does change')
      const seconds = Math.floor(Date.parse(at) / 1000) - answered - 1
      const now = told(later(seconds))
      t.ok(Date.parse(now.answeredAt ?? '') < Date.parse(at) && Date.parse(now.endedAt ?? '') > Date.parse(at))
      // Whole seconds further on, all of it is the same, to the millisecond.
      const { ids: _ids, ...expected } = moved(there, seconds) as CallSnapshot
      const { ids: _own, ...actual } = now
      t.strictSame(actual, expected)
    }
  )
}
