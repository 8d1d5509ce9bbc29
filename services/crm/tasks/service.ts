import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { HubError } from '../../../contracts/errors.ts'
import type { NewTask, Task, TaskChange, TaskPatch } from '../../../contracts/task.ts'
import { requireContact, requireTeam, requireUser } from '../concern.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed, type FeedRow } from '../feed/store.ts'
import { faultAt } from '../input.ts'
import { type Db, inTransaction } from '../transaction.ts'
import type { Sight } from '../visibility.ts'
import {
  contactOf,
  findSeenTask,
  findTask,
  holdTask,
  insertTask,
  membersOf,
  takeReminders,
  updateTask
} from './store.ts'

export interface TaskDeps {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
}

/** With nobody to do it, it is for who asks. Throws 'bad-input'. `by` is null for a program. */
export async function createTask(deps: TaskDeps, wanted: NewTask, by: string | null): Promise<Task> {
  const isForNobody = wanted.assigneeId === undefined && !wanted.teamId
  return save(deps, async (tx) => {
    await check(tx, wanted)
    const contact = wanted.contact ?? (wanted.interaction ? await contactOf(tx, wanted.interaction) : null)
    const id = uuidv7()
    await insertTask(tx, id, { ...wanted, contact: contact ?? null, ...(isForNobody ? { assigneeId: by } : {}) }, by)
    return { id, change: 'created', before: undefined }
  })
}

/** Throws 'not-found', also for one that the asker does not see, and 'bad-input'. */
export async function changeTask(deps: TaskDeps, id: string, patch: TaskPatch, sight: Sight): Promise<Task> {
  const { done, ...fields } = patch
  return save(deps, async (tx) => {
    const before = await holdTask(tx, id)
    if (!before || !(await findSeenTask(tx, sight, id))) throw new HubError('not-found', 'no such task')
    await check(tx, fields)
    const isTurned = done !== undefined && done !== (before.state === 'done')
    const isLater = fields.remindAt !== undefined && timeOf(fields.remindAt) !== timeOf(before.remindAt)
    await updateTask(tx, id, {
      ...fields,
      ...(isLater ? { remindedAt: null } : {}),
      ...(isTurned ? { doneAt: done ? new Date().toISOString() : null, doneBy: done ? sight.user : null } : {})
    })
    return { id, change: isTurned ? (done ? 'done' : 'reopened') : 'changed', before }
  })
}

const timeOf = (time: string | null): number | null => (time === null ? null : Date.parse(time))

const MAX_REMINDERS = 100

/** Gives the reminders whose time has come, each once, whatever other process does the same. */
export async function giveReminders({ db, publisher }: TaskDeps): Promise<void> {
  for (;;) {
    const rows = await inTransaction(db, async (tx) => {
      const told: TaskChange[] = []
      for (const task of await takeReminders(tx, MAX_REMINDERS)) {
        told.push({ ...task, change: 'reminder', to: await doersOf(tx, task) })
      }
      const rows: FeedRow[] = []
      for (const change of told) rows.push(...(await appendFeed(tx, 'task', change)))
      return rows
    })
    publisher.publish(rows)
    if (rows.length < MAX_REMINDERS) return
  }
}

interface Saved {
  readonly id: string
  readonly change: TaskChange['change']
  readonly before: Task | undefined
}

async function save({ db, publisher }: TaskDeps, write: (tx: Db) => Promise<Saved>): Promise<Task> {
  const { task, rows } = await inTransaction(db, async (tx) => {
    const { id, change, before } = await write(tx)
    const task = await findTask(tx, id)
    if (!task) throw new HubError('not-found', 'no such task')
    const concerned = [
      ...(await doersOf(tx, task)),
      ...(before ? await doersOf(tx, before) : []),
      ...(task.createdBy ? [task.createdBy.id] : [])
    ]
    return { task, rows: await appendFeed(tx, 'task', { ...task, change, to: [...new Set(concerned)] }) }
  })
  publisher.publish(rows)
  return task
}

/** Who is to do it: the assignee, else everybody in the team. */
async function doersOf(tx: Db, { assignee, team, createdBy }: Task): Promise<string[]> {
  if (assignee) return [assignee.id]
  if (team) return membersOf(tx, team.id)
  return createdBy ? [createdBy.id] : []
}

async function check(tx: Db, fields: Omit<TaskPatch, 'done'>): Promise<void> {
  await requireUser(tx, '/assigneeId', fields.assigneeId)
  await requireTeam(tx, '/teamId', fields.teamId)
  await requireContact(tx, '/contact', fields.contact)
  if (fields.interaction && (await contactOf(tx, fields.interaction)) === undefined) {
    throw faultAt('/interaction', 'is no interaction')
  }
}
