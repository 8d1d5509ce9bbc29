import { type Field, firstOf, nameKey } from '../fields.ts'
import { scriptId } from '../spam.ts'
import { allFields, hasKey, idIn, type Post, plain, refused, type Vendor } from './vendor.ts'

const WRONG_KEY = 'the key of this form is missing or wrong'

/** Any page or program. */
export const generic: Vendor = {
  isServer: false,
  methods: ['POST', 'GET'],
  answerFirst: (post, form) => (hasKey(post, form) ? undefined : refused(WRONG_KEY)),
  items: (post) => [{ id: scriptId(post.fields), fields: allFields(post) }]
}

/** Tries twice more, a minute apart, when there is no 200 within five seconds. */
export const tilda: Vendor = {
  isServer: true,
  methods: ['POST'],
  answerFirst(post, form) {
    // On connecting it: `test=test` and nothing else.
    if (firstOf(post.fields, 'test') === 'test' && post.fields.length <= 3 && !firstOf(post.fields, 'tranid'))
      return plain(200, 'ok')
    return hasKey(post, form) ? undefined : refused(WRONG_KEY)
  },
  items: (post) => [{ id: idIn(post.fields, 'tranid'), fields: allFields(post) }],
  answer: () => plain(200, 'ok')
}

const ELEMENTOR_FIELD = /^fields\[([^\]]+)\]\[(\w+)\]$/
const ELEMENTOR_META = /^meta\[([^\]]+)\]\[value\]$/

/** Elementor may send each field with its id, title and value apart: they are put together. */
function ofElementor(fields: readonly Field[]): Field[] {
  const parts = new Map<string, Map<string, string>>()
  const others: Field[] = []
  for (const field of fields) {
    const [, id, part] = ELEMENTOR_FIELD.exec(field.name) ?? []
    const meta = ELEMENTOR_META.exec(field.name)?.[1]
    if (id !== undefined && part !== undefined) parts.set(id, (parts.get(id) ?? new Map()).set(part, field.value))
    else if (meta !== undefined) others.push({ name: `_${nameKey(meta)}`, value: field.value })
    else others.push(field)
  }
  const whole = [...parts].map(([id, part]) => ({ name: id, value: part.get('value') ?? part.get('raw_value') ?? '' }))
  return [...whole, ...others]
}

const OF_THE_PLUGIN = /^_wpcf7|^_wpnonce$/

/** The plugins of Contact Form 7, and Elementor's webhook. */
export const wordpress: Vendor = {
  isServer: true,
  methods: ['POST'],
  answerFirst: (post, form) => (hasKey(post, form) ? undefined : refused(WRONG_KEY)),
  items(post) {
    const fields = ofElementor(allFields(post)).filter(({ name }) => !OF_THE_PLUGIN.test(name))
    return [{ id: idIn(fields, 'posted_data_hash'), fields }]
  },
  answer: () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' })
}

/** Forms of Yandex: a JSON of the customer's own making, or a call of JSON-RPC. */
export const yandex: Vendor = {
  isServer: true,
  methods: ['POST'],
  answerFirst: (post, form) => (hasKey(post, form) ? undefined : refused(WRONG_KEY)),
  items(post) {
    const fields = allFields(post).flatMap(({ name, value }) => {
      if (isRpc(post) && ['jsonrpc', 'method', 'id'].includes(name)) return []
      return [{ name: name.replace(/^params\[([^\]]+)\]/, '$1'), value }]
    })
    return [{ id: post.headers['x-form-answer-id'] ?? idIn(fields, 'answer_id'), fields }]
  },
  answer(post) {
    const body = isRpc(post)
      ? { jsonrpc: '2.0', result: 'ok', id: firstOf(post.fields, 'id') ?? null }
      : { status: 'ok' }
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  }
}

const isRpc = ({ fields }: Post): boolean => firstOf(fields, 'jsonrpc') !== undefined

/** Names are chosen by the customer; no signature, only the network that it comes from. */
export const calltouch: Vendor = {
  isServer: true,
  methods: ['POST', 'GET'],
  answerFirst: (post, form) => (hasKey(post, form) ? undefined : refused(WRONG_KEY)),
  items(post) {
    const fields = allFields(post)
    return [{ id: idIn(fields, 'id', 'requestid', 'callid'), fields }]
  },
  answer: () => plain(200, 'ok')
}
