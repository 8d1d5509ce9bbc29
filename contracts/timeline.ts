import { type Static, Type } from 'typebox'
import { Interaction } from './interaction.ts'
import { Merge } from './merge.ts'
import { Task } from './task.ts'
import { Time } from './words.ts'

/** What a timeline can be filtered by: the channels of interactions, and what else happens with a person. */
export const TIMELINE_KINDS = ['call', 'email', 'form', 'chat', 'crm', 'task', 'merge'] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]

/** One thing that happened with a contact. An interaction stands as it is, with its channel as its kind. */
export const TimelineItem = Type.Union([
  Type.Object({
    ...Interaction.properties,
    kind: Type.Enum(['call', 'email', 'form', 'chat', 'crm'], { type: 'string' }),
    at: Time
  }),
  Type.Object({ kind: Type.Literal('task'), at: Time, task: Task }),
  Type.Object({ kind: Type.Literal('merge'), at: Time, merge: Merge })
])
export type TimelineItem = Static<typeof TimelineItem>
