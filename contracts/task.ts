import { type Static, Type } from 'typebox'
import { NullableString, NullableTime, Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })
const NullableId = Type.Union([Id, Type.Null()])
const Brief = Type.Object({ id: Id, name: Type.String() })

const TaskKind = Type.Enum(['task', 'callback'], { type: 'string' })

/** Something that somebody is to do by a certain time, of itself or for a customer. */
export const Task = Type.Object({
  id: Id,
  kind: TaskKind,
  title: Type.String(),
  note: NullableString,
  state: Type.Enum(['open', 'done'], { type: 'string' }),
  contact: Type.Union([Type.Object({ id: Id, displayName: Type.String() }), Type.Null()]),
  interaction: Type.Union([NullableId], { description: 'what it came of' }),
  assignee: Type.Union([Brief, Type.Null()]),
  team: Type.Union([Brief, Type.Null()]),
  dueAt: Time,
  overdue: Type.Boolean({ description: 'open, and its time was over when this was said' }),
  remindAt: NullableTime,
  remindedAt: Type.Union([Time, Type.Null()], { description: 'when the reminder was given, which is once' }),
  doneAt: NullableTime,
  doneBy: Type.Union([Brief, Type.Null()]),
  createdAt: Time,
  createdBy: Type.Union([Brief, Type.Null()], { description: 'null: a program' }),
  updatedAt: Time,
  version: Type.Integer()
})
export type Task = Static<typeof Task>

const TaskFields = {
  kind: TaskKind,
  title: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  note: Type.Union([Type.String({ maxLength: 20_000 }), Type.Null()]),
  contact: NullableId,
  interaction: NullableId,
  assigneeId: NullableId,
  teamId: NullableId,
  dueAt: Time,
  remindAt: NullableTime
}
const { kind: _kind, title: _title, dueAt: _dueAt, ...optional } = TaskFields

/** With neither `assigneeId` nor `teamId` it is the asker's own; with an `interaction` its contact is taken over. */
export const NewTask = Type.Object(
  {
    kind: TaskFields.kind,
    title: TaskFields.title,
    dueAt: TaskFields.dueAt,
    ...Type.Partial(Type.Object(optional)).properties
  },
  { additionalProperties: false }
)
export type NewTask = Static<typeof NewTask>

export const TaskPatch = Type.Partial(Type.Object({ ...TaskFields, done: Type.Boolean() }), {
  additionalProperties: false,
  minProperties: 1
})
export type TaskPatch = Static<typeof TaskPatch>

/** A task as it is now, and what just happened to it. */
export const TaskChange = Type.Object({
  ...Task.properties,
  change: Type.Enum(['created', 'changed', 'done', 'reopened', 'reminder'], {
    type: 'string',
    description: '`reminder`: its time has come; told once, to whom it is to be done by'
  }),
  to: Type.Array(Id, { description: 'the users whose pages are told' })
})
export type TaskChange = Static<typeof TaskChange>
