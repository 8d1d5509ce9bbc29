import type { MessageEvent } from '../../../contracts/event.ts'
import type { Submission } from '../../../contracts/submission.ts'
import { until } from '../../../tests/until.ts'
import { FORM_EVENTS } from '../../kit/streams.ts'
import type { Core } from '../harness.test.ts'

interface Sent extends Partial<Pick<Submission, 'spam' | 'before' | 'files' | 'touch'>> {
  readonly name?: string
  readonly phone?: string
  readonly email?: string
  readonly text?: string
  readonly form?: string
  readonly version?: number
}

let newest = 0
/** Microseconds: of two that are sent at once the second is later. */
function now(): number {
  newest = Math.max(Date.now() * 1_000, newest + 1)
  return newest
}

/** A form that was sent in, as the adapter emits it. */
export function formEvent(id: string, sent: Sent = {}): MessageEvent {
  const { name = null, phone, email, text = '', form = 'order', version = now(), ...more } = sent
  const subject = `forms:site:${form}:${id}`
  const at = new Date(version / 1_000).toISOString()
  return {
    ...{ specversion: '1.0', id: `${subject}@${version}`, source: '/forms/site', type: 'form.submitted', subject },
    ...{ time: at, datacontenttype: 'application/json' },
    data: {
      ...{ version, channel: 'form', direction: 'inbound', startedAt: at, endedAt: at, line: form, subject: 'Order' },
      remote: { raw: phone ?? email ?? null, name, kind: phone ? 'phone' : email ? 'email' : 'other' },
      ...{ text, agents: [], ids: [id], estimated: [] },
      form: {
        form,
        fields: [{ name: 'comment', value: text }],
        files: [],
        mapped: { name, phones: phone ? [phone] : [], emails: email ? [email] : [], text, consent: null },
        touch: { first: null, last: null },
        ...{ visit: null, page: null, address: '203.0.113.7', agent: null, spam: [], before: null },
        raw: { contentType: 'application/json', query: '', body: 'e30=', isCut: false },
        ...more
      }
    }
  }
}

/** Onto the stream of forms, in this order; handled at the same time, and when this is over, all of them. */
export async function sendForms({ redis }: Core, ...events: unknown[]): Promise<void> {
  let last = ''
  for (const event of events) last = await redis.xAdd(FORM_EVENTS, '*', { m: JSON.stringify(event) })
  await until(async () => {
    const groups = await redis.xInfoGroups(FORM_EVENTS)
    return groups.length > 0 && groups.every((one) => one['last-delivered-id'] === last && one.pending === 0)
  })
}
