import type { ContactField } from '../../../contracts/contact-field.ts'
import { HubError } from '../../../contracts/errors.ts'
import { isId } from '../paging.ts'
import type { Db } from '../transaction.ts'
import { allFields } from './store.ts'
import { isDay } from './values.ts'

/** A custom field has a value (as it is found in `fields`), or a number or a date is between bounds. */
export type FieldCondition =
  | { readonly key: string; readonly value: unknown }
  | { readonly key: string; readonly from: number; readonly to: number }

const NAME = /^field\.([a-z][a-z0-9_-]{0,39})(?:\.(from|to))?$/

/** Of a query's `field.<key>`, `field.<key>.from`, `field.<key>.to`. Throws 'bad-input' that names the one at fault. */
export async function fieldConditionsOf(db: Db, query: Readonly<Record<string, string>>): Promise<FieldCondition[]> {
  const names = Object.keys(query)
  return names.length === 0 ? [] : conditionsOn(await allFields(db), query)
}

function conditionsOn(
  fields: ReadonlyMap<string, ContactField>,
  query: Readonly<Record<string, string>>
): FieldCondition[] {
  return Object.entries(query).map(([name, text]) => {
    const [, key = '', bound] = NAME.exec(name) ?? []
    const field = fields.get(key)
    if (!field) throw fault(name, 'there is no such field')
    if (bound === undefined) return { key, value: valueIn(field, text, name) }
    const measure = measureOf(field, text, name)
    return { key, from: bound === 'from' ? measure : -Infinity, to: bound === 'to' ? measure : Infinity }
  })
}

function valueIn({ type }: ContactField, text: string, name: string): unknown {
  switch (type) {
    case 'number':
      return numberOf(text, name)
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw fault(name, 'must be true or false')
      return text === 'true'
    case 'date':
      if (!isDay(text)) throw fault(name, 'must be a day, as 2026-11-30')
      return text
    case 'user':
      if (!isId(text)) throw fault(name, 'must be the id of a user')
      return text
    case 'choices':
      return [text]
    case 'text':
    case 'choice':
      return text.trim()
  }
}

const DAY_MS = 86_400_000

/** As the table contact_measure has it. */
function measureOf({ type }: ContactField, text: string, name: string): number {
  if (type === 'number') return numberOf(text, name)
  if (type !== 'date') throw fault(name, 'only numbers and dates have bounds')
  if (!isDay(text)) throw fault(name, 'must be a day, as 2026-11-30')
  return Date.parse(text) / DAY_MS
}

function numberOf(text: string, name: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) throw fault(name, 'must be a number')
  return number
}

const fault = (name: string, message: string): HubError =>
  new HubError('bad-input', `${name}: ${message}`, { extra: { errors: [{ field: `querystring:/${name}`, message }] } })
