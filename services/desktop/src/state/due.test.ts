import t from 'tap'
import { fromLocalInput, localInput, soon, spanText, untilDue } from './due.ts'

const NOW = Date.parse('2026-11-23T12:00:00.000Z')

t.test('a due time says how long is left, and from its moment on how late it is', async (t) => {
  t.same(untilDue('2026-11-23T12:01:30.000Z', NOW), { late: false, seconds: 90 })
  t.same(untilDue('2026-11-23T12:00:00.000Z', NOW), { late: false, seconds: 0 })
  t.same(untilDue('2026-11-23T11:59:00.000Z', NOW), { late: true, seconds: 60 })
})

t.test('a span is a clock up to an hour, then hours and minutes, then days', async (t) => {
  t.equal(spanText(59, 'ru'), '0:59')
  t.equal(spanText(3_599, 'ru'), '59:59')
  t.match(spanText(3_600, 'ru'), /^1\sч$/)
  t.match(spanText(2 * 3_600 + 5 * 60, 'ru'), /^2\sч 5\sмин$/)
  t.match(spanText(3 * 86_400 + 5, 'ru'), /^3\sдн\.$/)
})

t.test('what a time input holds is the same time again', async (t) => {
  const time = '2026-11-23T09:05:00.000Z'
  t.equal(fromLocalInput(localInput(time)), time)
  t.equal(localInput(null), '')
  t.equal(fromLocalInput(''), null)
  t.equal(fromLocalInput('when pigs fly'), null)
})

t.test('the usual times are in the future, and this evening is the next one when it has passed', async (t) => {
  for (const which of ['hour', 'evening', 'tomorrow', 'week'] as const)
    for (const hour of [0, 9, 17, 18, 23]) {
      const now = new Date(2026, 10, 23, hour, 30).getTime()
      t.ok(Date.parse(soon(which, now)) > now, `${which} at ${hour}:30`)
    }
  t.equal(new Date(soon('evening', new Date(2026, 10, 23, 19).getTime())).getDate(), 24)
})
