import t from 'tap'
import type { WorkingHours } from '../../../contracts/lead-rule.ts'
import { isTimeZone, isWorking, nextBeginning } from './hours.ts'

const week = (days: readonly number[], from: string, to: string): WorkingHours['week'] =>
  days.map((day) => ({ day, from, to }))
const moscow = { timeZone: 'Europe/Moscow', week: week([1, 2, 3, 4, 5], '09:00', '18:00') }
const ms = (iso: string): number => Date.parse(iso)
const next = (hours: Parameters<typeof nextBeginning>[0], iso: string): string | undefined => {
  const at = nextBeginning(hours, ms(iso))
  return at === undefined ? undefined : new Date(at).toISOString()
}

t.test('hours are those of the time zone: from their beginning to just before their end', async (t) => {
  for (const [at, isSo] of [
    ['2026-01-16T05:59:59Z', false],
    ['2026-01-16T06:00:00Z', true],
    ['2026-01-16T14:59:59Z', true],
    ['2026-01-16T15:00:00Z', false],
    ['2026-01-17T09:00:00Z', false]
  ] as const)
    t.equal(isWorking(moscow, ms(at)), isSo, at)
})

t.test('after work on Friday the next beginning is on Monday; before work it is the same day', async (t) => {
  t.equal(next(moscow, '2026-01-16T18:00:00Z'), '2026-01-19T06:00:00.000Z')
  t.equal(next(moscow, '2026-01-19T01:00:00Z'), '2026-01-19T06:00:00.000Z')
  t.equal(next(moscow, '2026-01-19T06:00:00Z'), '2026-01-20T06:00:00.000Z')
})

t.test('one day a week comes again after a week; hours that end before they begin never come', async (t) => {
  const mondays = { timeZone: 'UTC', week: week([1], '10:00', '11:00') }
  t.equal(next(mondays, '2026-01-19T10:30:00Z'), '2026-01-26T10:00:00.000Z')
  t.equal(next({ timeZone: 'UTC', week: week([1], '11:00', '10:00') }, '2026-01-19T10:30:00Z'), undefined)
})

t.test('when the clocks are set, nine is still nine', async (t) => {
  const berlin = { timeZone: 'Europe/Berlin', week: week([7], '09:00', '10:00') }
  t.equal(next(berlin, '2026-03-28T20:00:00Z'), '2026-03-29T07:00:00.000Z')
  t.equal(next(berlin, '2026-10-24T20:00:00Z'), '2026-10-25T08:00:00.000Z')
  t.ok(isWorking({ timeZone: 'UTC', week: week([1], '00:00', '24:00') }, ms('2026-01-19T23:59:59Z')))
})

t.test('what is no time zone is told', async (t) => {
  t.ok(isTimeZone('Asia/Yekaterinburg'))
  t.notOk(isTimeZone('Mars/Olympus'))
})
