import { createHmac } from 'node:crypto'
import { type Field, firstOf } from '../fields.ts'
import { isSame } from '../secrets.ts'
import { type Item, idIn, type Post, plain, refused, type Vendor } from './vendor.ts'

/** Fields `<list>[<n>][<part>]`, by n. */
function rowsOf(fields: readonly Field[], list: string): { parts: Map<string, string[]>; used: Set<Field> }[] {
  const rows = new Map<string, { parts: Map<string, string[]>; used: Set<Field> }>()
  for (const field of fields) {
    if (!field.name.startsWith(`${list}[`)) continue
    const [, n, part] = /^\[(\d+)\]\[([^\]]+)\]/.exec(field.name.slice(list.length)) ?? []
    if (n === undefined || part === undefined) continue
    const row = rows.get(n) ?? { parts: new Map<string, string[]>(), used: new Set<Field>() }
    row.parts.set(part, [...(row.parts.get(part) ?? []), field.value])
    row.used.add(field)
    rows.set(n, row)
  }
  return [...rows.values()]
}

/** Answers that come as rows of a name and a value, before all else that came. */
function unrolled(fields: readonly Field[], list: string, names: readonly string[], values: string): Field[] {
  const rows = rowsOf(fields, list)
  const used = new Set(rows.flatMap((row) => [...row.used]))
  const answers = rows.map(({ parts }) => ({
    name: names.map((part) => parts.get(part)?.[0]).find((name) => name !== undefined) ?? '',
    value: (parts.get(values) ?? []).join(', ')
  }))
  return [...answers, ...fields.filter((field) => !used.has(field))]
}

/** A 4xx is final to it, a 5xx is sent again. */
export const googleAds: Vendor = {
  isServer: true,
  methods: ['POST'],
  answerFirst({ fields }, { secrets }) {
    if (secrets.key === undefined) return refused('set the key of this form in the hub, as it stands in Google Ads')
    return isSame(firstOf(fields, 'google_key'), secrets.key) ? undefined : refused('google_key is wrong')
  },
  items: ({ fields }) => [
    {
      id: idIn(fields, 'lead_id'),
      fields: unrolled(fields, 'user_column_data', ['column_id', 'column_name'], 'string_value'),
      isTest: firstOf(fields, 'is_test') === 'true'
    }
  ],
  answer: () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{}' })
}

/** Whatever is not `ok` is sent again, until VK gives the address up. */
export const vk: Vendor = {
  isServer: true,
  methods: ['POST'],
  answerFirst({ fields }, { secrets }) {
    const { secret, confirmation } = secrets
    if (secret !== undefined && !isSame(firstOf(fields, 'secret'), secret)) return refused('secret is wrong')
    const type = firstOf(fields, 'type')
    if (type === 'confirmation') {
      return confirmation === undefined ? refused('set the confirmation string in the hub') : plain(200, confirmation)
    }
    return type === 'lead_forms_new' ? undefined : plain(200, 'ok')
  },
  items({ fields }) {
    const own = fields.map(({ name, value }) => ({ name: name.replace(/^object\[([^\]]+)\]/, '$1'), value }))
    const named = unrolled(own, 'answers', ['key', 'question'], 'answer')
    const questions = new Map(
      rowsOf(own, 'answers').map(({ parts }) => [parts.get('key')?.[0], parts.get('question')?.[0]] as const)
    )
    // What is no standard question is better known by its words.
    const readable = named.map((field) =>
      field.name.startsWith('custom_') ? { ...field, name: questions.get(field.name) ?? field.name } : field
    )
    return [{ id: idIn(own, 'lead_id', 'event_id'), fields: readable }]
  },
  answer: () => plain(200, 'ok')
}

const CHANGE = /^entry\[(\d+)\]\[changes\]\[(\d+)\]\[(field|value)\](?:\[([^\]]+)\])?$/

/** The changes of all entries: they come in batches. */
function leadsOf(fields: readonly Field[]): Item[] {
  const changes = new Map<string, { field: string | undefined; fields: Field[] }>()
  for (const { name, value } of fields) {
    const [, entry, change, what, part] = CHANGE.exec(name) ?? []
    if (what === undefined) continue
    const place = `${entry} ${change}`
    const held = changes.get(place) ?? { field: undefined, fields: [] }
    if (what === 'field') held.field = value
    else if (part !== undefined) held.fields.push({ name: part, value })
    changes.set(place, held)
  }
  return [...changes.values()].flatMap(({ field, fields: own }) => {
    const id = firstOf(own, 'leadgen_id')
    return field === 'leadgen' && id !== undefined ? [{ id, fields: own, fetch: id }] : []
  })
}

/** Sends for 36 hours until there is a 200; what was answered is asked for apart. */
export const meta: Vendor = {
  isServer: true,
  methods: ['POST', 'GET'],
  answerFirst(post, { secrets }) {
    if (post.method === 'GET') return challenge(post, secrets.verifyToken)
    if (secrets.appSecret === undefined) return refused('set the secret of the app in the hub')
    const wanted = `sha256=${createHmac('sha256', secrets.appSecret).update(post.bytes).digest('hex')}`
    if (!isSame(post.headers['x-hub-signature-256'], wanted)) return refused('the signature is wrong')
    return leadsOf(post.fields).length === 0 ? plain(200, 'ok') : undefined
  },
  items: ({ fields }) => leadsOf(fields),
  answer: () => plain(200, 'ok')
}

function challenge({ query }: Post, verifyToken: string | undefined) {
  const said = firstOf(query, 'hub.challenge')
  if (firstOf(query, 'hub.mode') !== 'subscribe' || said === undefined) return plain(400, 'this is no challenge')
  if (verifyToken === undefined || !isSame(firstOf(query, 'hub.verify_token'), verifyToken)) {
    return refused('hub.verify_token is wrong')
  }
  return plain(200, said.slice(0, 200))
}

/** What the Graph API answers of a lead, as fields. */
export const fieldsOfGraph = (fields: readonly Field[]): Field[] => unrolled(fields, 'field_data', ['name'], 'values')
