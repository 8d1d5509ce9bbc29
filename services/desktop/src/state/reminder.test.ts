import t from 'tap'
import { remindAt, reminderOf } from './reminder.ts'

const DUE = '2026-11-23T12:00:00.000Z'

t.test('a reminder is counted back from the due time, and read back as the same choice', async (t) => {
  t.equal(remindAt('none', DUE, null), null)
  t.equal(remindAt('m10', DUE, null), '2026-11-23T11:50:00.000Z')
  t.equal(remindAt('own', DUE, '2026-11-20T08:00:00.000Z'), '2026-11-20T08:00:00.000Z')
  for (const choice of ['none', 'at', 'm10', 'h1'] as const)
    t.equal(reminderOf(remindAt(choice, DUE, null), DUE), choice)
  t.equal(reminderOf('2026-11-20T08:00:00.000Z', DUE), 'own')
})
