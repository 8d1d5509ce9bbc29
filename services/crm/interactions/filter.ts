import { type Put, wordOf } from '../parameters.ts'
import { EVERYTHING, type Sight, seesInteraction } from '../visibility.ts'

export interface InteractionFilter {
  readonly channel?: string | undefined
  readonly direction?: string | undefined
  /** One state, or `live`: all but ended. */
  readonly state?: string | undefined
  readonly outcome?: string | undefined
  readonly disposition?: string | undefined
  /** Of whichever of its records. */
  readonly contact?: string | undefined
  /** Somebody of these took part. */
  readonly users?: readonly string[] | undefined
  readonly line?: string | undefined
  readonly queue?: string | undefined
  /** A tag of its contact. */
  readonly tag?: string | undefined
  /** They came to us, and nobody talked with them. */
  readonly unanswered?: boolean | undefined
  /** By its start: from `since` on, before `until`. */
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly sight?: Sight | undefined
  /** More conditions on `i`. */
  readonly also?: ((put: Put) => readonly string[]) | undefined
}

const CLOSED = ['channel', 'direction', 'outcome'] as const
const OPEN = ['line', 'queue', 'disposition'] as const

/** The conditions on an interaction `i`, but for those of contact and users: they say where to look. */
export function conditionsOf(
  { state, unanswered, tag, since, until, ...filter }: InteractionFilter,
  put: Put
): string[] {
  const where: string[] = []
  for (const column of CLOSED) {
    if (filter[column] !== undefined) where.push(`i.${column} = ${wordOf(filter[column])}`)
  }
  for (const column of OPEN) {
    if (filter[column] !== undefined) where.push(`i.${column} = ${put(filter[column])}`)
  }
  if (state === 'live') where.push("i.state <> 'ended'")
  else if (state !== undefined) where.push(`i.state = ${wordOf(state)}`)
  if (unanswered) where.push("i.direction = 'inbound' and i.state = 'ended' and i.outcome <> 'answered'")
  if (unanswered === false)
    where.push("not (i.direction = 'inbound' and i.state = 'ended' and i.outcome <> 'answered')")
  if (tag !== undefined) {
    where.push(`exists (select from contact record join contact root on root.id = record.root_id
      where record.id = i.contact_id and root.marks @> array[${put(`tag:${tag}`)}])`)
  }
  if (since !== undefined) where.push(`i.started_at >= ${put(since)}`)
  if (until !== undefined) where.push(`i.started_at < ${put(until)}`)
  const seen = seesInteraction(filter.sight ?? EVERYTHING, put, 'i')
  if (seen !== undefined) where.push(seen)
  if (filter.also) where.push(...filter.also(put))
  return where
}

/** As `conditionsOf`, with those of contact and users. */
export function allConditionsOf(filter: InteractionFilter, put: Put): string[] {
  const { contact, users } = filter
  return [
    ...conditionsOf(filter, put),
    ...(contact
      ? [`i.contact_id = any((select contact_records(root_id) from contact where id = ${put(contact)})::uuid[])`]
      : []),
    ...(users ? [tookPart(users, put)] : [])
  ]
}

export const tookPart = (users: readonly string[], put: Put): string => `i.user_ids && ${put(users)}::uuid[]`

/** Whether the words that are looked for are of closed sets: of others a common one is found otherwise than a rare one. */
export const isClosed = ({ tag, ...filter }: InteractionFilter): boolean =>
  tag === undefined && OPEN.every((column) => filter[column] === undefined)
