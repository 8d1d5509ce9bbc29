import type { InboundResponse } from '../../../contracts/adapter.ts'
import type { TakenForm } from '../../../contracts/form.ts'
import type { Field } from '../fields.ts'
import { firstOf } from '../fields.ts'
import { isSame } from '../secrets.ts'

/** What was posted to a form. */
export interface Post {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: readonly Field[]
  /** Of the body. */
  readonly fields: readonly Field[]
  /** As they came: signatures are made over them. */
  readonly bytes: Uint8Array
}

/** One of the leads in a post. */
export interface Item {
  readonly id: string | undefined
  readonly fields: readonly Field[]
  readonly isTest?: boolean
  /** The vendor has more of it: it is fetched by this id. */
  readonly fetch?: string
}

/** How one vendor sends its leads: its own check, and the answer that it expects. */
export interface Vendor {
  /** It posts from its own machines: they are not counted by their address. */
  readonly isServer: boolean
  readonly methods: readonly string[]
  /** What is answered without taking anything: a test, a challenge, a refusal. Undefined: it is taken. */
  answerFirst?(post: Post, form: TakenForm): InboundResponse | undefined
  items(post: Post, form: TakenForm): readonly Item[]
  /** Undefined: as a page or a script expects. */
  answer?(post: Post, form: TakenForm): InboundResponse
}

export const plain = (status: number, body: string): InboundResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body
})

export const refused = (message: string): InboundResponse => plain(403, message)

/** Where posts carry a key: in a field or a header of whatever name, or as a bearer token. True, too, where none is set. */
export function hasKey({ fields, query, headers }: Post, { secrets }: TakenForm): boolean {
  const { key } = secrets
  if (key === undefined) return true
  const said = [...fields, ...query].map(({ value }) => value)
  const sent = Object.values(headers).flatMap((value) => (value ? [value, value.replace(/^Bearer\s+/i, '')] : []))
  return [...said, ...sent].some((value) => isSame(value, key))
}

/** All that was sent, of the address and of the body. */
export const allFields = ({ query, fields }: Post): Field[] => [...fields, ...query]

export const idIn = (fields: readonly Field[], ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = firstOf(fields, name)
    if (value !== undefined) return value
  }
  return undefined
}
