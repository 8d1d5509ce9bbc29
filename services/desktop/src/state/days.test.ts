import t from 'tap'
import { byDay, daysAgo } from './days.ts'

const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString()

t.test('things are put into days of the reader, in their order', async (t) => {
  const items = [at(23, 15), at(23, 1), at(22, 23), at(20, 12)].map((time) => ({ at: time }))
  t.same(
    byDay(items).map((day) => day.items.length),
    [2, 1, 1]
  )
  t.same(byDay([]), [])
})

t.test('yesterday evening is a day ago in the early morning', async (t) => {
  const now = new Date(2026, 10, 23, 0, 30).getTime()
  t.equal(daysAgo(at(23, 0), now), 0)
  t.equal(daysAgo(at(22, 23), now), 1)
  t.equal(daysAgo(at(1, 1), now), 22)
})
