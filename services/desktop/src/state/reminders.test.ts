import t from 'tap'
import type { TaskChange } from '../../../../contracts/task.ts'
import { type Action, type Desk, emptyDesk } from './desk.ts'
import { reduce } from './reduce.ts'

const ME = '00000000-0000-7000-8000-000000000001'
const OTHER = '00000000-0000-7000-8000-000000000002'
const AT = '2026-11-23T09:00:00.000Z'

function told(version: number, change: TaskChange['change'], over: Partial<TaskChange> = {}): Action {
  const task: TaskChange = {
    id: '00000000-0000-7000-8000-0000000000aa',
    kind: 'callback',
    title: 'Call back',
    note: null,
    state: 'open',
    contact: null,
    interaction: null,
    assignee: { id: ME, name: 'Anna' },
    team: null,
    dueAt: AT,
    overdue: false,
    remindAt: AT,
    remindedAt: AT,
    doneAt: null,
    doneBy: null,
    createdAt: AT,
    createdBy: null,
    updatedAt: AT,
    version,
    change,
    to: [ME],
    ...over
  }
  return { type: 'task', change: task, cursor: String(version) }
}
const play = (...actions: readonly Action[]): Desk => actions.reduce(reduce, emptyDesk(ME))

t.test('a reminder stays on the desk, once, until it is read', async (t) => {
  const desk = play(told(2, 'reminder'), told(2, 'reminder'))
  t.equal(desk.reminders.length, 1)
  t.equal(desk.cursor, '2')
  t.equal(reduce(desk, { type: 'reminder-read', id: desk.reminders[0]?.id ?? '' }).reminders.length, 0)
})

t.test('a task that changes without its time having come is no reminder', async (t) => {
  t.equal(play(told(1, 'created'), told(2, 'changed')).reminders.length, 0)
})

t.test('the reminder of a colleague is not mine', async (t) => {
  t.equal(play(told(1, 'reminder', { assignee: { id: OTHER, name: 'Boris' } })).reminders.length, 0)
})

t.test('done, put off or given to another, it goes, in every tab', async (t) => {
  t.equal(play(told(2, 'reminder'), told(3, 'done', { state: 'done', doneAt: AT })).reminders.length, 0)
  t.equal(play(told(2, 'reminder'), told(3, 'changed', { remindedAt: null })).reminders.length, 0)
  t.equal(play(told(2, 'reminder'), told(3, 'changed', { assignee: { id: OTHER, name: 'B' } })).reminders.length, 0)
})

t.test('a new title is shown, and what comes late changes nothing', async (t) => {
  const renamed = play(told(2, 'reminder'), told(4, 'changed', { title: 'Call at ten' }), told(3, 'changed'))
  t.equal(renamed.reminders[0]?.title, 'Call at ten')
})

t.test('a reminder that came while the page was away is there when it is back', async (t) => {
  const audience = { owner: null, team: null, users: [] }
  const away = told(2, 'reminder')
  if (away.type !== 'task') throw new Error('no task')
  const desk = play(
    { type: 'resume-asked' },
    {
      type: 'resumed',
      answer: {
        cursor: '9',
        items: [{ type: 'task', cursor: '8', time: AT, data: away.change, audience }],
        reset: false,
        live: [],
        pops: [],
        agents: [],
        queues: []
      }
    }
  )
  t.equal(desk.reminders.length, 1)
})
