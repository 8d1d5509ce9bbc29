import t from 'tap'
import type { FeedMessage } from '../../../contracts/feed.ts'
import type { TaskChange } from '../../../contracts/task.ts'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'

const TASKS = '/api/v1/tasks'
const hence = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()
const NOBODY = '01890000-0000-7000-8000-00000000000f'

const changesIn = (told: readonly FeedMessage[]): TaskChange[] =>
  told.flatMap(({ item }) => (item.type === 'task' ? [item.data] : []))

async function startWith(t: Parameters<typeof startCore>[0]) {
  const core = await startCore(t)
  const [anna, boris] = [await addUser(core, 'anna', 'agent', ['101']), await addUser(core, 'boris', 'agent', ['102'])]
  const [asAnna, asBoris] = [await signIn(core, 'anna'), await signIn(core, 'boris')]
  const team = (await core.ask('POST', '/api/v1/teams', { name: 'Sales', members: [anna.id, boris.id] })).body
  return { core, anna, boris, asAnna, asBoris, team }
}
async function add(core: Core, fields: object): Promise<TaskChange> {
  const { status, body } = await core.ask('POST', TASKS, { kind: 'task', title: 'Do it', dueAt: hence(60), ...fields })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}

t.test('a task is for who asks, or for whom it is given to; it is handed on, done and opened again', async (t) => {
  const { core, anna, boris, asAnna, asBoris } = await startWith(t)
  const own = await asAnna('POST', TASKS, { kind: 'callback', title: 'Call Ivan', dueAt: hence(10) })
  t.match(own, {
    status: 201,
    body: {
      assignee: { id: anna.id },
      createdBy: { id: anna.id },
      state: 'open',
      overdue: false,
      doneAt: null,
      version: 1
    }
  })
  const { id } = own.body
  const given = await asAnna('PATCH', `${TASKS}/${id}`, { assigneeId: boris.id, note: 'before noon' })
  t.match(given.body, { assignee: { id: boris.id }, note: 'before noon', title: 'Call Ivan', version: 2 })
  t.same((await asAnna('GET', `${TASKS}?assignee=me`)).body.items, [])
  t.match((await asBoris('GET', `${TASKS}?assignee=me`)).body.items, [{ id }])
  const done = await asBoris('PATCH', `${TASKS}/${id}`, { done: true })
  t.match(done.body, { state: 'done', doneBy: { id: boris.id } })
  const again = await asAnna('PATCH', `${TASKS}/${id}`, { done: true })
  t.equal(again.body.doneAt, done.body.doneAt, 'what is done stays done as it was')
  t.match((await asBoris('GET', `${TASKS}?state=done`)).body.items, [{ id }])
  t.match((await asAnna('PATCH', `${TASKS}/${id}`, { done: false })).body, {
    state: 'open',
    doneAt: null,
    doneBy: null
  })
  await until(() => changesIn(core.told).length === 5)
  t.same(
    changesIn(core.told).map(({ change }) => change),
    ['created', 'changed', 'done', 'changed', 'reopened']
  )
  const heard = changesIn(core.told).map(({ to }) => to)
  t.same(heard[0], [anna.id])
  t.same(heard[1], [boris.id, anna.id], 'whose it was hears that it is no longer theirs')
})

t.test('what came of a call has its contact; a task of a merged contact is found with the one it became', async (t) => {
  const { core } = await startWith(t)
  const contact = (name: string, number: string) =>
    core.ask('POST', '/api/v1/contacts', { displayName: name, phones: [{ number }] })
  const [ivan, vanya] = [(await contact('Ivan', '84951234567')).body, (await contact('Vanya', '89160000001')).body]
  await core.emit(callEvent('1', 1, { participants: [agent('101')] }))
  const { items } = await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 1)
  const callback = await add(core, { kind: 'callback', interaction: items[0].id })
  t.match(callback, { contact: { id: ivan.id, displayName: 'Ivan' }, interaction: items[0].id })
  const other = await add(core, { contact: vanya.id, dueAt: hence(70) })
  await core.ask('POST', '/api/v1/contacts/merges', { winner: ivan.id, losers: [vanya.id] })
  for (const id of [ivan.id, vanya.id]) {
    const found = (await core.ask('GET', `${TASKS}?contact=${id}`)).body.items
    t.same(
      found.map((task: TaskChange) => [task.id, task.contact?.id]),
      [callback, other].map((task) => [task.id, ivan.id])
    )
  }
  t.match((await core.ask('GET', `${TASKS}?interaction=${items[0].id}`)).body.items, [{ id: callback.id }])
})

t.test('the list is by due time, in pages; overdue, today, by team and without anybody are filters', async (t) => {
  const { core, asAnna, team, boris } = await startWith(t)
  const [late, soon, far] = [
    await add(core, { dueAt: hence(-5), teamId: team.id }),
    await add(core, { dueAt: hence(5), assigneeId: boris.id }),
    await add(core, { dueAt: hence(60 * 72) })
  ]
  const idsOf = async (query: string, ask = core.ask) =>
    (await ask('GET', `${TASKS}?${query}`)).body.items.map(({ id }: TaskChange) => id)
  const first = (await core.ask('GET', `${TASKS}?limit=2`)).body
  t.same(
    first.items.map(({ id }: TaskChange) => id),
    [late.id, soon.id]
  )
  t.same(await idsOf(`limit=2&cursor=${first.nextCursor}`), [far.id])
  t.same(await idsOf('state=overdue'), [late.id])
  t.same(await idsOf('assignee=none'), [late.id, far.id])
  t.same(await idsOf('team=mine', asAnna), [late.id])
  // A zone in which it is noon: neither five minutes before nor five after is another day.
  const offset = new Date().getUTCHours() - 12
  const noon = `Etc/GMT${offset >= 0 ? '+' : ''}${offset}`
  t.same(await idsOf(`due=today&timeZone=${encodeURIComponent(noon)}`), [late.id, soon.id])
})

t.test('a reminder comes once though two cores look for it, and to nobody but who is to do it', async (t) => {
  const { core, boris, anna, team } = await startWith(t)
  const second = await startCore(t, { redisUrl: core.redisUrl, databaseUrl: core.databaseUrl })
  const done = await add(core, { remindAt: hence(60), assigneeId: anna.id })
  await core.ask('PATCH', `${TASKS}/${done.id}`, { done: true })
  const at = new Date(Date.now() + 1_500).toISOString()
  await core.ask('PATCH', `${TASKS}/${done.id}`, { remindAt: at })
  const tasks = [
    await add(core, { remindAt: at, assigneeId: boris.id }),
    await add(core, { remindAt: at, teamId: team.id }),
    ...(await Promise.all(Array.from({ length: 20 }, () => add(core, { remindAt: at, assigneeId: anna.id }))))
  ]
  const reminders = () => changesIn(core.told).filter(({ change }) => change === 'reminder')
  await until(() => reminders().length >= tasks.length)
  const later = await add(core, { remindAt: at, assigneeId: boris.id })
  await until(() => reminders().some(({ id }) => id === later.id))
  t.same(
    reminders()
      .map(({ id }) => id)
      .sort(),
    [...tasks, later].map(({ id }) => id).sort()
  )
  const to = (id: string | undefined) => reminders().find((one) => one.id === id)?.to
  t.same(to(tasks[0]?.id), [boris.id])
  t.same(to(tasks[1]?.id)?.slice().sort(), [anna.id, boris.id].sort())
  await second.stop()
  const { items } = (await core.ask('GET', '/api/v1/events?limit=1000')).body
  const kept = items.filter(({ data }: { data: TaskChange }) => data.change === 'reminder')
  t.equal(kept.length, tasks.length + 1)
})

t.test(
  'a reminder whose time came while the hub was down is given when it is up; another time reminds anew',
  async (t) => {
    const { core, anna } = await startWith(t)
    const task = await add(core, { remindAt: hence(60), assigneeId: anna.id })
    const given = await add(core, { remindAt: hence(-1), assigneeId: anna.id })
    const isReminder =
      (wanted: string) =>
      ({ id, change }: TaskChange): boolean =>
        id === wanted && change === 'reminder'
    await until(() => changesIn(core.told).some(isReminder(given.id)))
    await core.stop()
    const { default: pg } = await import('pg')
    const db = new pg.Client(core.databaseUrl)
    await db.connect()
    await db.query("update task set remind_at = now() - interval '1 minute' where id = $1", [task.id])
    await db.end()
    const next = await startCore(t, { redisUrl: core.redisUrl, databaseUrl: core.databaseUrl })
    const remindedAt = ({ remindedAt }: TaskChange) => remindedAt !== null
    await eventually(next.ask, `${TASKS}/${task.id}`, remindedAt)
    await next.ask('PATCH', `${TASKS}/${given.id}`, { remindAt: hence(-0.5) })
    await until(() => changesIn(next.told).some(isReminder(given.id)))
    const { items } = (await next.ask('GET', '/api/v1/events?limit=1000')).body
    const times = (id: string) => items.filter(({ data }: { data: TaskChange }) => isReminder(id)(data)).length
    t.equal(times(task.id), 1)
    t.equal(times(given.id), 2)
  }
)

t.test('what does not fit is refused with the name of the field', async (t) => {
  const { core } = await startWith(t)
  const fieldOf = async (fields: object) => {
    const body = { kind: 'task', title: 'Do it', dueAt: hence(1), ...fields }
    const answer = await core.ask('POST', TASKS, body)
    return answer.status === 400 ? answer.body.errors?.[0]?.field : answer.status
  }
  for (const field of ['assigneeId', 'teamId', 'contact', 'interaction']) {
    t.equal(await fieldOf({ [field]: NOBODY }), `/${field}`)
  }
  t.equal(await fieldOf({ title: ' ' }), '/title')
  t.equal(await fieldOf({ title: 'x'.repeat(1_000_000) }), '/title')
  t.equal(await fieldOf({ dueAt: 'tomorrow' }), '/dueAt')
  t.equal((await core.ask('PATCH', `${TASKS}/${NOBODY}`, { done: true })).status, 404)
  t.equal((await core.ask('GET', `${TASKS}?assignee=me`)).status, 400)
  const gone = await addUser(core, 'gone', 'agent')
  await core.ask('PATCH', `/api/v1/users/${gone.id}`, { active: false })
  t.equal(await fieldOf({ assigneeId: gone.id }), '/assigneeId')
})

t.test(
  'a task stands in the timeline of its contact; who sees only own customers sees only their tasks and misses',
  async (t) => {
    const { core, anna, boris, asBoris } = await startWith(t)
    const number = '84951234567'
    const fields = { displayName: 'Ivan', phones: [{ number }], ownerId: anna.id }
    const ivan = (await core.ask('POST', '/api/v1/contacts', fields)).body
    const task = await add(core, { contact: ivan.id, assigneeId: anna.id })
    const times = { startedAt: hence(-10), endedAt: hence(-9) }
    await core.emit(
      callEvent('1', 1, { ...times, state: 'ended', outcome: 'missed', remote: { raw: number, name: null } })
    )
    const missed = (await eventually(core.ask, '/api/v1/missed-calls', ({ items }) => items.length === 1)).items[0]
    const timeline = (await core.ask('GET', `/api/v1/contacts/${ivan.id}/timeline`)).body.items
    t.match(timeline, [{ kind: 'task', at: task.createdAt, task: { id: task.id } }, { kind: 'call' }])
    const urls = [`${TASKS}/${task.id}`, `/api/v1/missed-calls/${missed.id}`]
    for (const url of urls) t.equal((await asBoris('GET', url)).status, 200)
    await core.ask('PATCH', `/api/v1/users/${boris.id}`, { sees: 'own' })
    for (const url of urls) {
      t.equal((await asBoris('GET', url)).status, 404, url)
      t.equal((await asBoris('PATCH', url, url.startsWith(TASKS) ? { done: true } : { state: 'closed' })).status, 404)
    }
    for (const url of [TASKS, '/api/v1/missed-calls']) t.same((await asBoris('GET', url)).body.items, [], url)
    t.match((await asBoris('GET', '/api/v1/missed-calls/summary')).body, { open: 0, overdue: 0 })
    await core.ask('PATCH', `${TASKS}/${task.id}`, { assigneeId: boris.id })
    t.equal((await asBoris('GET', `${TASKS}/${task.id}`)).status, 200, 'but what is theirs to do they see')
  }
)
