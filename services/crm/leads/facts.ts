import { createHash } from 'node:crypto'
import type { MessageEvent } from '../../../contracts/event.ts'
import type { Submission, Touch } from '../../../contracts/submission.ts'
import { storable } from '../../kit/tidy.ts'
import { isE164, numberKey } from '../numbers.ts'
import { fold } from '../search.ts'

/** An event of a form that was sent, with what was sent. */
export interface FormEvent {
  readonly subject: string
  readonly data: MessageEvent['data'] & { readonly form: Submission }
}

export const isFormEvent = (event: Pick<MessageEvent, 'subject' | 'data'>): event is FormEvent =>
  event.data.form !== undefined

export interface PhoneFact {
  readonly number: string
  readonly raw: string
}

/** What the core makes of a submission before it is stored. */
export interface SubmissionFacts {
  readonly subject: string
  readonly version: number
  readonly content: string
  readonly at: string
  readonly submission: Submission
  /** By these whoever it is from is known. */
  readonly phones: readonly PhoneFact[]
  readonly emails: readonly string[]
  readonly name: string | null
  readonly displayName: string
  readonly text: string
  readonly search: string
  readonly touch: { readonly first: Touch | null; readonly last: Touch | null }
}

const MAX_SEARCH = 2_000

export function submissionFactsOf({ subject, data }: FormEvent, region: string): SubmissionFacts {
  const { form, ...message } = storable(data)
  const { raw: _, before: __, ...said } = form
  const { mapped } = form
  const phones = mapped.phones.flatMap((raw) => {
    const number = numberKey(raw, region)
    return number !== null && isE164(number) ? [{ number, raw }] : []
  })
  const emails = [...new Set(mapped.emails.map((address) => fold(address).trim()))]
  const name = mapped.name ?? message.remote.name
  return {
    subject: storable(subject),
    version: message.version,
    content: createHash('sha256')
      .update(JSON.stringify({ ...said, text: message.text }))
      .digest('hex'),
    at: new Date(message.startedAt).toISOString(),
    submission: form,
    phones: phones.filter(({ number }, at) => phones.findIndex((other) => other.number === number) === at),
    emails,
    name,
    displayName: (name ?? emails[0] ?? phones[0]?.raw ?? message.remote.raw ?? '').slice(0, 200),
    text: message.text,
    search: fold(
      [name, mapped.phones.join(' '), ...phones.map(({ number }) => number), ...emails, message.text].join(' ')
    )
      .replace(/\s+/g, ' ')
      .slice(0, MAX_SEARCH),
    touch: form.touch
  }
}

/** Whose forms are taken in the order in which they were sent: the same numbers, addresses or words are the same person's. */
export function peopleOf({ subject, data: { form } }: FormEvent): string[] {
  const phones = form.mapped.phones.map((phone) => phone.replace(/\D/g, '').slice(-10))
  return [subject, ...(form.before === null ? [] : [form.before]), ...phones, ...form.mapped.emails.map(fold)]
}
