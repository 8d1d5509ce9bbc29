import t from 'tap'
import type { MissedCall } from '../../contracts/missed-call.ts'
import type { TaskChange } from '../../contracts/task.ts'
import { freshRedis } from '../../tests/redis.ts'
import { anna, at, boris, uuid } from './calls.fixture.ts'
import { boss, marketer, startAll } from './gateway.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const task = (change: TaskChange['change'], to: string[]) => ({
  type: 'task' as const,
  data: {
    ...{ id: uuid(2000), kind: 'task', title: 'Do it', note: null, state: 'open', contact: null, interaction: null },
    ...{ assignee: { id: anna.id, name: anna.name }, team: null, dueAt: at(60), overdue: false, remindAt: at(30) },
    ...{
      remindedAt: null,
      doneAt: null,
      doneBy: null,
      createdAt: at(0),
      createdBy: null,
      updatedAt: at(0),
      version: 1
    },
    change,
    to
  } satisfies TaskChange
})
const missed = {
  type: 'missed-call' as const,
  data: {
    ...{ id: uuid(2001), contact: null, number: '+74951234567', name: null, line: null, lineName: null, queue: null },
    ...{ firstAt: at(0), lastAt: at(0), attempts: 1, interaction: uuid(2002), owner: null, team: null, dueAt: at(60) },
    ...{ overdue: false, state: 'open', closedAt: null, closedBy: null, reason: null, version: 1 }
  } satisfies MissedCall
}

t.test('a task is told to those whom it names and to those who oversee; a reminder only to the first', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [own, written, other, chief] = [await page(anna), await page(marketer), await page(boris), await page(boss)]
  await core.commit(task('created', [anna.id, marketer.id]))
  await core.commit(task('reminder', [anna.id]))
  await core.commit(task('done', []))
  await chief.next('task', ({ change }) => change === 'done')
  await own.next('task', ({ change }) => change === 'reminder')
  for (const one of [own, written, other]) await one.settle()
  const changes = (one: typeof own) => one.all('task').map(({ change, cursor }) => `${cursor} ${change}`)
  t.same(changes(own), ['1 created', '2 reminder'])
  t.same(changes(written), ['1 created'])
  t.same(changes(other), [])
  t.same(changes(chief), ['1 created', '3 done'])
})

t.test('a missed call is told to everyone who answers calls', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [own, written, chief] = [await page(anna), await page(marketer), await page(boss)]
  await core.commit(missed)
  t.match(await own.next('missed-call'), { id: missed.data.id, attempts: 1, cursor: '1' })
  t.ok(await chief.next('missed-call'))
  await written.settle()
  t.same(written.all('missed-call'), [])
})

t.test(
  'a page that was away is given the reminders and missed calls that it did not hear, and no others',
  async (t) => {
    const { core, page } = await startAll(t, await freshRedis(t))
    const [own, written] = [await page(anna), await page(marketer)]
    await core.commit(task('reminder', [anna.id]))
    await core.commit(missed)
    await own.next('missed-call')
    const typesFor = async (one: typeof own) => (await one.resume('0')).items.map(({ type }) => type)
    t.same(await typesFor(own), ['task', 'missed-call'])
    t.same(await typesFor(written), [])
  }
)
