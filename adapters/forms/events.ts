import type { MessageEvent } from '../../contracts/event.ts'
import type { TakenForm } from '../../contracts/form.ts'
import { MOST, type Submission, type SubmittedFile } from '../../contracts/submission.ts'
import { bounded, type Field, firstOf } from './fields.ts'
import { contentId, vendorId } from './identity.ts'
import { MAPPINGS } from './mappings/index.ts'
import { findMapped, keyed, mapFields, readable } from './normalise.ts'
import { bytesWithoutSecrets, withoutSecrets } from './secrets.ts'
import { spamReasons } from './spam.ts'
import { touchesOf } from './touch.ts'
import type { Item } from './vendors/vendor.ts'

/** What is known of a post beside its fields. */
interface Circumstances {
  readonly instance: string
  /** Ours: what the sender says of the time is never trusted. */
  readonly nowMs: number
  readonly address: string | null
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly queryString: string
  readonly bytes: Uint8Array
  readonly files: readonly SubmittedFile[]
  /** Why it is kept aside, as others say. */
  readonly spam: readonly string[]
  /** It comes from the vendor's machines: their address and browser say nothing of the person. */
  readonly isServer: boolean
}

const HTTP = /^https?:\/\/\S+$/i

function pageOf(found: readonly Field[], { headers, isServer }: Circumstances): string | null {
  const said = found.map(({ value }) => value.trim()).find((value) => HTTP.test(value))
  const page = said ?? (isServer ? undefined : headers['referer'])
  return page && HTTP.test(page) ? page.slice(0, 2_000) : null
}

/** Multipart is not kept as it came but as its fields, so that it can be tried again. */
function rawOf(fields: readonly Field[], { headers, bytes, queryString }: Circumstances, form: TakenForm) {
  const isMultipart = /^multipart\//i.test(headers['content-type'] ?? '')
  const all = isMultipart
    ? Buffer.from(new URLSearchParams(fields.map(({ name, value }): [string, string] => [name, value])).toString())
    : bytesWithoutSecrets(bytes, form.secrets)
  const query = bytesWithoutSecrets(Buffer.from(queryString), form.secrets)
  return {
    contentType: (isMultipart ? 'application/x-www-form-urlencoded' : headers['content-type'])?.slice(0, 200) ?? null,
    query: Buffer.from(query).toString('latin1').slice(0, 8_000),
    body: Buffer.from(all.subarray(0, MOST.rawBytes)).toString('base64'),
    isCut: all.length > MOST.rawBytes
  }
}

/** What is made of one lead of a post: the same every time, but for the moment. */
export function submissionOf(
  item: Item,
  form: TakenForm,
  about: Circumstances
): { id: string; submission: Submission; text: string } {
  const fields = bounded(withoutSecrets(item.fields, form.secrets))
  const mappings = [form.mapping, MAPPINGS[form.vendor], MAPPINGS.generic]
  const known = keyed(fields)
  const found = mapFields(known, mappings)
  const own = form.mapping.id ? findMapped(known, [form.mapping], 'id')[0]?.value : undefined
  const vendors = own ?? item.id
  const content = contentId(found.mapped, fields, about.nowMs)
  const id = vendors === undefined ? content.id : vendorId(vendors)
  const page = pageOf(findMapped(known, mappings, 'page'), about)
  const submission: Submission = {
    form: form.key,
    fields,
    files: [...about.files],
    mapped: found.mapped,
    touch: touchesOf(fields, page),
    visit: firstOf(fields, '_visit')?.slice(0, 500) ?? null,
    page,
    address: about.isServer ? null : about.address,
    agent: about.isServer ? null : (about.headers['user-agent']?.slice(0, 500) ?? null),
    spam: [...spamReasons(fields, form, about.isServer), ...about.spam, ...(item.isTest ? ['test'] : [])],
    before: vendors === undefined ? subjectOf(about.instance, form.key, content.before) : null,
    raw: rawOf(fields, about, form)
  }
  return { id, submission, text: readable(found, fields) }
}

const subjectOf = (instance: string, key: string, id: string): string => `forms:${instance}:${key}:${id}`

/** The event of one lead. The same lead again is the same subject, and the same words in it. */
export function eventOf(item: Item, form: TakenForm, about: Circumstances): MessageEvent {
  const { id, submission, text } = submissionOf(item, form, about)
  const { name, phones, emails } = submission.mapped
  const subject = subjectOf(about.instance, form.key, id)
  const version = about.nowMs * 1_000
  const at = new Date(about.nowMs).toISOString()
  const kind = phones[0] !== undefined ? 'phone' : emails[0] !== undefined ? 'email' : 'other'
  return {
    specversion: '1.0',
    id: `${subject}@${version}`,
    source: `/forms/${about.instance}`,
    type: 'form.submitted',
    subject,
    time: at,
    datacontenttype: 'application/json',
    data: {
      version,
      channel: 'form',
      direction: 'inbound',
      startedAt: at,
      endedAt: at,
      remote: { raw: phones[0] ?? emails[0] ?? null, name, kind },
      line: form.line ?? form.key,
      subject: form.name,
      text,
      agents: [],
      ids: [id],
      estimated: [],
      form: submission
    }
  }
}
