import type { ContactFilter } from '../../../contracts/contact-filter.ts'
import { HubError } from '../../../contracts/errors.ts'
import { treeOf } from '../accounts/store.ts'
import type { Asker } from '../auth/asker.ts'
import { type FieldCondition, fieldConditionsOf } from '../fields/filter.ts'
import type { Db } from '../transaction.ts'
import { tagOf } from './entries.ts'

/** What `GET /contacts` asks for, with everything looked up that stands behind a word; null is "none". */
export interface ContactWhere {
  readonly owner?: string | null | undefined
  /** The team itself, or those of this user. */
  readonly team?: string | { readonly of: string } | null | undefined
  /** The organisation with its branches. */
  readonly accounts?: readonly string[] | null | undefined
  readonly marks: readonly string[]
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly fields: readonly FieldCondition[]
}

/** All but `q` and `segment`. Throws 'bad-input' for a custom field or value that there cannot be, and for "me" of a key. */
export async function whereOf(db: Db, filter: ContactFilter, asker: Asker): Promise<ContactWhere> {
  const { owner, team, account, tag, consent, since, until, q: _q, segment: _segment, ...fields } = filter
  const [purpose, said = 'given'] = consent?.split(':') ?? []
  return {
    owner: owner === undefined ? undefined : whoIs(owner, 'owner', 'me', asker),
    team:
      team === 'mine' ? { of: userOf(asker, 'team') } : team === undefined ? undefined : whoIs(team, 'team', '', asker),
    accounts:
      account === undefined ? undefined : account === 'none' ? null : await treeOf(db, idOf(account, 'account')),
    marks: [
      ...[tag ?? []].flat().map((one) => `tag:${tagOf(one)}`),
      ...(purpose === undefined ? [] : [`${said === 'given' ? 'consent' : 'refused'}:${purpose}`])
    ],
    since,
    until,
    fields: await fieldConditionsOf(db, fields as Readonly<Record<string, string>>)
  }
}

function whoIs(word: string, name: string, self: string, asker: Asker): string | null {
  if (word === 'none') return null
  return word === self ? userOf(asker, name) : idOf(word, name)
}

function idOf(word: string, name: string): string {
  if (word === 'me' || word === 'mine') throw badQuery(name, `${word} has no meaning here`)
  return word
}

function userOf({ user }: Asker, name: string): string {
  if (!user) throw badQuery(name, 'a key is nobody: give an id')
  return user.id
}

const badQuery = (name: string, message: string): HubError =>
  new HubError('bad-input', `${name}: ${message}`, { extra: { errors: [{ field: `querystring:/${name}`, message }] } })

/** Conditions on `c`, a root. */
export function conditionsOf(where: ContactWhere, put: (value: unknown) => string): string[] {
  const { owner, team, accounts, marks, since, until, fields } = where
  return [
    ...is('c.owner_id', owner, put),
    ...(typeof team === 'object' && team !== null
      ? [`c.team_id in (select team_id from team_member where user_id = ${put(team.of)})`]
      : is('c.team_id', team, put)),
    ...(accounts === null ? ['c.account_id is null and c.account is null'] : []),
    ...(accounts ? [`c.account_id = any(${put(accounts)}::uuid[])`] : []),
    ...(marks.length > 0 ? [`c.marks @> ${put(marks)}::text[]`] : []),
    ...(since === undefined ? [] : [`c.id >= ${madeAt(put(since))}`]),
    ...(until === undefined ? [] : [`c.id < ${madeAt(put(until))}`]),
    ...fields.map((field) =>
      'value' in field
        ? `c.fields @> ${put(JSON.stringify({ [field.key]: field.value }))}::jsonb`
        : `c.id in (select contact_id from contact_measure where key = ${put(field.key)}
             and value between ${put(field.from)}::float8 and ${put(field.to)}::float8)`
    )
  ]
}

/** Ids begin with the time at which they were made: contacts are in the order of both. */
const madeAt = (time: string): string => `uuid_floor(greatest(${time}::timestamptz, 'epoch'))`

const is = (column: string, id: string | null | undefined, put: (value: unknown) => string): string[] =>
  id === undefined ? [] : [id === null ? `${column} is null` : `${column} = ${put(id)}::uuid`]
