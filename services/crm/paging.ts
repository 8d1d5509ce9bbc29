import { Type } from 'typebox'
import { HubError } from '../../contracts/errors.ts'

export const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '50 by default' }))
export const CursorText = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))
export const IdParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const DEFAULT_LIMIT = 50

/** Where a page ends: the sort key of its last item. Opaque to clients. */
export interface Place {
  readonly at: string
  readonly id: string
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isId = (text: string): boolean => UUID.test(text)

const encodePlace = ({ at, id }: Place): string => Buffer.from(`${at} ${id}`).toString('base64url')

/** Throws 'bad-cursor' for anything that `encodePlace` did not make. */
export function decodePlace(cursor: string): Place {
  const [at = '', id = '', ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  if (!ISO.test(at) || Number.isNaN(Date.parse(at)) || !UUID.test(id) || rest.length > 0) throw badCursor()
  return { at, id }
}

export const badCursor = (detail = 'take the nextCursor of a page as it is'): HubError =>
  new HubError('bad-cursor', detail)

/** Cuts a list that was read with one item too many into a page. */
export function cut<Item>(
  items: readonly Item[],
  limit: number,
  placeOf: (item: Item) => Place
): { items: Item[]; nextCursor: string | null } {
  const shown = items.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown, nextCursor: items.length > limit && last ? encodePlace(placeOf(last)) : null }
}

/** The same for lists in the order of their ids, whose cursor is the id itself. */
export function cutById<Item extends { readonly id: string }>(
  items: readonly Item[],
  limit: number
): { items: Item[]; nextCursor: string | null } {
  const shown = items.slice(0, limit)
  return { items: shown, nextCursor: items.length > limit ? (shown.at(-1)?.id ?? null) : null }
}
