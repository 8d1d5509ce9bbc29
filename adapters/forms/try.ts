import type { TryForm } from '../../contracts/command.ts'
import { parseBytes } from './body.ts'
import { submissionOf } from './events.ts'
import type { Field } from './fields.ts'
import { parseUrlencoded } from './urlencoded.ts'
import { VENDORS } from './vendors/index.ts'

function fieldsOf({ contentType, body }: TryForm['data']): Field[] {
  try {
    return parseBytes(Buffer.from(body, 'base64'), contentType ?? '')
  } catch {
    return [] // it calls itself JSON, and is none
  }
}

/** What would be made of a payload: without the vendor's check, and without keeping anything. */
export function tryForm({ data }: TryForm, nowMs: number) {
  const { form, contentType, query, body } = data
  const bytes = Buffer.from(body, 'base64')
  const headers = { 'content-type': contentType ?? undefined }
  const post = {
    ...{ method: 'POST', headers, bytes, fields: fieldsOf(data) },
    query: parseUrlencoded(Buffer.from(query, 'latin1'), undefined)
  }
  const about = {
    instance: 'try',
    nowMs,
    address: null,
    headers,
    queryString: query,
    bytes,
    files: [],
    spam: [],
    isServer: true
  }
  return VENDORS[form.vendor].items(post, form).map((item) => {
    const { id, submission, text } = submissionOf(item, form, about)
    const { raw: _, before: __, address: ___, agent: ____, ...shown } = submission
    return { id, text, ...shown }
  })
}
