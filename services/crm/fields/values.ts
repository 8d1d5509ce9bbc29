import type { ContactField } from '../../../contracts/contact-field.ts'
import { faultAt } from '../input.ts'
import { isId } from '../paging.ts'
import type { Db } from '../transaction.ts'
import { allFields } from './store.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * All custom values of a contact after a change: `wanted` over what the root has. Undefined when nothing changes.
 * Throws 'bad-input' for a field that nobody defined, or whose value is not of its type.
 */
export async function valuesOf(
  db: Db,
  wanted: Values | undefined,
  root: string | undefined
): Promise<Values | undefined> {
  if (wanted === undefined && root !== undefined) return undefined
  const fields = await allFields(db)
  const held = root === undefined ? {} : await heldBy(db, root)
  const values = changed(held, wanted ?? {}, fields)
  if (root === undefined) refuseMissing(values, fields)
  for (const [key, value] of Object.entries(wanted ?? {})) {
    if (fields.get(key)?.type === 'user' && value !== null) await refuseUnknownUser(db, key, value as string)
  }
  return values
}

/** The pure part: what is named replaces what was, null empties. Throws 'bad-input'. */
export function changed(held: Values, wanted: Values, fields: ReadonlyMap<string, ContactField>): Values {
  const values: Record<string, unknown> = { ...held }
  for (const [key, given] of Object.entries(wanted)) {
    const at = `/fields/${key}`
    const field = fields.get(key)
    if (!field) throw faultAt(at, 'is wrong: there is no such field')
    if (field.archived) throw faultAt(at, 'is archived: nothing new is written to it')
    const value = isEmpty(given) ? null : checked(field, given, at)
    if (value !== null) values[key] = value
    else if (field.required) throw faultAt(at, 'is required')
    else delete values[key]
  }
  return values
}

const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0)

const DAY = /^\d{4}-\d\d-\d\d$/
const MAX_TEXT = 2_000
/** A day that the calendar has, as 2026-11-30. */
export const isDay = (value: unknown): value is string =>
  typeof value === 'string' &&
  DAY.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value)

function checked({ type, options }: ContactField, value: unknown, at: string): unknown {
  switch (type) {
    case 'text':
      if (typeof value !== 'string') throw faultAt(at, 'must be a text')
      if (value.length > MAX_TEXT) throw faultAt(at, `must not be longer than ${MAX_TEXT} characters`)
      return value.trim()
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw faultAt(at, 'must be a number')
      return value
    case 'date':
      if (!isDay(value)) throw faultAt(at, 'must be a day, as 2026-11-30')
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw faultAt(at, 'must be true or false')
      return value
    case 'choice':
      if (typeof value !== 'string' || !options.includes(value)) throw faultAt(at, `must be ${oneOf(options)}`)
      return value
    case 'choices':
      if (!Array.isArray(value)) throw faultAt(at, 'must be a list')
      for (const one of value) if (!options.includes(one)) throw faultAt(at, `must hold only ${oneOf(options)}`)
      return options.filter((option) => value.includes(option))
    case 'user':
      if (typeof value !== 'string' || !isId(value)) throw faultAt(at, 'must be the id of a user')
      return value
  }
}

const oneOf = (options: readonly string[]): string => {
  const shown = options.slice(0, 10)
  return `one of: ${[...shown, ...(options.length > shown.length ? ['…'] : [])].join(', ')}`
}

function refuseMissing(values: Values, fields: ReadonlyMap<string, ContactField>): void {
  const missing = [...fields.values()].find(({ key, required, archived }) => required && !archived && !(key in values))
  if (missing) throw faultAt(`/fields/${missing.key}`, 'is required')
}

async function heldBy(db: Db, root: string): Promise<Values> {
  const { rows } = await db.query<{ fields: Values }>('select fields from contact where id = $1', [root])
  return rows[0]?.fields ?? {}
}

async function refuseUnknownUser(db: Db, key: string, id: string): Promise<void> {
  const { rowCount } = await db.query('select 1 from app_user where id = $1', [id])
  if (rowCount === 0) throw faultAt(`/fields/${key}`, 'is wrong: there is no such user')
}
