import t from 'tap'
import { percentOf, periodOf } from './period.ts'

const now = new Date(2026, 10, 26, 15, 30).getTime()
const at = (year: number, month: number, day: number): string => new Date(year, month - 1, day).toISOString()

t.test('a period is whole days of the reader, today among them', async (t) => {
  t.same(periodOf('today', '', '', now), { since: at(2026, 11, 26) })
  t.same(periodOf('7', '', '', now), { since: at(2026, 11, 20) })
  t.same(periodOf('own', '2026-10-01', '2026-10-31', now), { since: at(2026, 10, 1), until: at(2026, 11, 1) })
  t.same(periodOf('own', '', '31.10.2026', now), {}, 'what is no day bounds nothing')
})

t.test('a part of nothing is no part', async (t) => {
  t.equal(percentOf(1, 3), 33)
  t.equal(percentOf(0, 0), null)
})
