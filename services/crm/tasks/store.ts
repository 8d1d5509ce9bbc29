import type { NewTask, Task } from '../../../contracts/task.ts'
import type { Place } from '../paging.ts'
import { createParameters, type Put } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesRecord } from '../visibility.ts'

export interface TaskFilter {
  readonly state: 'open' | 'done' | 'overdue'
  /** A user's id, or null: nobody's. */
  readonly assignee?: string | null
  /** Of any of these teams. */
  readonly teams?: readonly string[]
  readonly contact?: string
  readonly interaction?: string
  /** Only those that are due on the present day of this time zone. */
  readonly dueOnDayOf?: string
  readonly sight: Sight
}

/** Open ones by when they are due, those done newest first. */
export async function listTasks(db: Db, filter: TaskFilter, after: Place | undefined, limit: number): Promise<Task[]> {
  const { put, values } = createParameters()
  const isDone = filter.state === 'done'
  const where = [`t.done_at is ${isDone ? 'not ' : ''}null`]
  if (filter.state === 'overdue') where.push('t.due_at < now()')
  if (filter.assignee === null) where.push('t.assignee_id is null')
  else if (filter.assignee !== undefined) where.push(`t.assignee_id = ${put(filter.assignee)}`)
  if (filter.teams) where.push(`t.team_id = any(${put(filter.teams)})`)
  if (filter.contact !== undefined) {
    where.push(
      `t.contact_id = any((select contact_records(root_id) from contact where id = ${put(filter.contact)})::uuid[])`
    )
  }
  if (filter.interaction !== undefined) {
    where.push(`interaction_now(t.interaction_id) = interaction_now(${put(filter.interaction)})`)
  }
  if (filter.dueOnDayOf !== undefined) {
    const today = `date_trunc('day', now(), ${put(filter.dueOnDayOf)})`
    where.push(
      `t.due_at >= ${today} and t.due_at < date_trunc('day', ${today} + interval '36 hours', $${values.length})`
    )
  }
  where.push(...seenBy(filter.sight, put))
  const [at, order, sign] = isDone ? ['t.done_at', 'desc', '<'] : ['t.due_at', 'asc', '>']
  if (after) where.push(`(${at}, t.id) ${sign} (${put(after.at)}::timestamptz, ${put(after.id)}::uuid)`)
  const { rows } = await db.query<{ task: Task }>(
    `select task_json(t) as task from task t where ${where.join(' and ')}
     order by ${at} ${order}, t.id ${order} limit ${put(limit)}`,
    values
  )
  return rows.map(({ task }) => task)
}

/** The own ones are seen, whosever customer they are about. */
function seenBy(sight: Sight, put: Put): string[] {
  const seen = seesRecord(sight, put, 't.contact_id')
  return seen === undefined
    ? []
    : [`(t.assignee_id = ${put(sight.user)} or t.created_by = ${put(sight.user)} or ${seen})`]
}

/** Undefined, too, when it is not there for who asks. */
export async function findSeenTask(db: Db, sight: Sight, id: string): Promise<Task | undefined> {
  const { put, values } = createParameters()
  const where = [`t.id = ${put(id)}`, ...seenBy(sight, put)]
  const { rows } = await db.query<{ task: Task }>(
    `select task_json(t) as task from task t where ${where.join(' and ')}`,
    values
  )
  return rows[0]?.task
}

export async function findTask(db: Db, id: string): Promise<Task | undefined> {
  const { rows } = await db.query<{ task: Task }>('select task_json(t) as task from task t where id = $1', [id])
  return rows[0]?.task
}

/** The task as it is, held until the end of the transaction. */
export async function holdTask(db: Db, id: string): Promise<Task | undefined> {
  await db.query('select 1 from task where id = $1 for update', [id])
  return findTask(db, id)
}

export async function insertTask(db: Db, id: string, task: NewTask, by: string | null): Promise<void> {
  await db.query(
    `insert into task (id, kind, title, note, contact_id, interaction_id, assignee_id, team_id, due_at, remind_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, date_trunc('milliseconds', $9::timestamptz),
       date_trunc('milliseconds', $10::timestamptz), $11)`,
    [
      ...[id, task.kind, task.title, task.note, task.contact, task.interaction, task.assigneeId, task.teamId],
      ...[task.dueAt, task.remindAt, by]
    ]
  )
}

const COLUMNS = {
  kind: 'kind',
  title: 'title',
  note: 'note',
  contact: 'contact_id',
  interaction: 'interaction_id',
  assigneeId: 'assignee_id',
  teamId: 'team_id',
  dueAt: 'due_at',
  remindAt: 'remind_at',
  remindedAt: 'reminded_at',
  doneAt: 'done_at',
  doneBy: 'done_by'
} as const
type Changes = { readonly [Field in keyof typeof COLUMNS]?: string | null | undefined }

/** Changes the fields that are given. */
export async function updateTask(db: Db, id: string, changes: Changes): Promise<void> {
  const values: unknown[] = [id]
  const set = Object.entries(COLUMNS).flatMap(([field, column]) => {
    const value = changes[field as keyof Changes]
    if (value === undefined) return []
    const place = `$${values.push(value)}`
    return [`${column} = ${column.endsWith('_at') ? `date_trunc('milliseconds', ${place}::timestamptz)` : place}`]
  })
  await db.query(
    `update task set ${[...set, "updated_at = date_trunc('milliseconds', now())", 'version = version + 1'].join(', ')}
     where id = $1`,
    values
  )
}

/** The contact of an interaction (null: nobody known); undefined when there is no such interaction. */
export async function contactOf(db: Db, interaction: string): Promise<string | null | undefined> {
  const { rows } = await db.query<{ contact: string | null }>(
    'select contact_id as contact from interaction where id = interaction_now($1)',
    [interaction]
  )
  return rows[0]?.contact
}

export async function membersOf(db: Db, team: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('select user_id as id from team_member where team_id = $1', [team])
  return rows.map(({ id }) => id)
}

/** Takes the reminders whose time has come: each is taken once, whoever else does the same at this moment. */
export async function takeReminders(db: Db, limit: number): Promise<Task[]> {
  const { rows } = await db.query<{ task: Task }>(
    `update task t set reminded_at = date_trunc('milliseconds', now()), version = version + 1
     where id in (select id from task where remind_at <= now() and reminded_at is null and done_at is null
       order by remind_at limit $1 for update skip locked)
     returning task_json(t) as task`,
    [limit]
  )
  return rows.map(({ task }) => task)
}
