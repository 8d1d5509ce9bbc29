import { uuidv7 } from 'uuidv7'
import type { Lead } from '../../../contracts/lead.ts'
import { writeLists } from '../contacts/lists.ts'
import { findContact, insertContact, refreshSearch } from '../contacts/store.ts'
import { findDuplicates } from '../duplicates/service.ts'
import { appendFeed, appendInteractions, type FeedRow } from '../feed/store.ts'
import { insertFile, lockContents } from '../files/store.ts'
import { applyMessage, type MessageFacts } from '../ingest/store.ts'
import { idAt } from '../interactions/quarters.ts'
import { claimPast } from '../interactions/store.ts'
import type { Db } from '../transaction.ts'
import { type SubmissionFacts, sourceOf } from './facts.ts'
import {
  type Identity,
  identify,
  interactionOf,
  type LeadOfForm,
  noteInteraction,
  noteSubmission,
  openLead,
  readForm,
  readLead,
  renewLead,
  writeLead
} from './store.ts'

interface Applied {
  readonly rows: readonly FeedRow[]
  /** Undefined when it was old news. */
  readonly lead: string | undefined
  readonly hasNewContact: boolean
}

const NOTHING: Applied = { rows: [], lead: undefined, hasNewContact: false }

interface Options {
  /** Keeps the contents of the files that were sent along; without it only their names are kept. */
  readonly adopt?: ((sha256: string) => Promise<unknown>) | undefined
  /** The lead that it belongs to, as a person said. */
  readonly lead?: { readonly id: string; readonly isThere: boolean }
}

/**
 * Takes one submission, in the transaction of `tx`: into the history, to its contact, who is made when nobody knows them,
 * and to a lead, the open one of the same person or a new one. The event stream comes last.
 */
export async function applySubmission(
  tx: Db,
  facts: SubmissionFacts,
  message: MessageFacts,
  { adopt, lead: chosen }: Options = {}
): Promise<Applied> {
  const noted = await noteSubmission(tx, facts, chosen?.id ?? idAt(facts.at))
  if (!noted) return NOTHING
  const form = await readForm(tx, facts.submission.form)
  if (facts.submission.spam.length > 0) {
    const kept = leadOf(facts, form, { contact: null, interaction: null })
    if (noted.isNew) await writeLead(tx, noted.lead, { ...kept, state: 'spam' })
    return { ...NOTHING, lead: noted.lead }
  }
  const { contact, remote, isNew } = await whoIsIt(tx, facts)
  const open = noted.isNew && !chosen ? await openLead(tx, contact, facts, form.joinDays) : null
  const lead = open ?? noted.lead
  const interaction = (await interactionOf(tx, facts.subject)) ?? idAt(facts.at)
  const known = leadOf(facts, form, { contact, interaction })
  if (!noted.isNew || open !== null || chosen?.isThere) await renewLead(tx, lead, known, noted.isNew)
  else await writeLead(tx, lead, { ...known, state: 'new' })
  await noteInteraction(tx, facts.subject, lead, interaction)
  if (noted.isNew) await keepFiles(tx, facts, interaction, adopt)
  const claimed = isNew && contact !== null ? await claimPast(tx, contact) : []
  // From here on others wait for the event stream.
  const told = await applyMessage(tx, {
    ...{ ...message, id: interaction, lineName: message.lineName ?? form.name },
    ...(remote && { remote: remote.value, kind: remote.kind })
  })
  const others = isNew && contact !== null ? await tellOfContact(tx, contact, claimed) : []
  const rows = [...told, ...others, ...(await appendFeed(tx, 'lead', (await readLead(tx, lead)) as Lead))]
  return { rows, lead, hasNewContact: isNew }
}

/** A lead does not wait for the contents of its files: where they are missing, their names say what is missing. */
async function keepFiles(tx: Db, facts: SubmissionFacts, id: string, adopt: Options['adopt']): Promise<void> {
  for (const { name, type, size, sha256 } of facts.submission.files) {
    await lockContents(tx, sha256)
    await adopt?.(sha256)
    await insertFile(tx, { kind: 'interaction', id }, { id: uuidv7(), name, type, size, sha256, by: null })
  }
}

async function tellOfContact(tx: Db, id: string, claimed: readonly string[]): Promise<FeedRow[]> {
  const contact = await findContact(tx, id)
  if (!contact) return []
  return [...(await appendFeed(tx, 'contact', contact)), ...(await appendInteractions(tx, claimed))]
}

interface Who {
  readonly contact: string | null
  /** The number or address that says so. */
  readonly remote: Identity | undefined
  readonly isNew: boolean
}

/** The contact of a known number or address; somebody new for those that nobody has; nobody for those that several have. */
async function whoIsIt(tx: Db, facts: SubmissionFacts): Promise<Who> {
  const { phones, emails } = facts
  const found = await identify(
    tx,
    phones.map(({ number }) => number),
    emails
  )
  if (found.identity) return { contact: found.record, remote: found.identity, isNew: false }
  if (!found.isUnknown) return { contact: null, remote: undefined, isNew: false }
  const id = uuidv7()
  await insertContact(tx, id, { displayName: facts.displayName })
  await writeLists(tx, [id], {
    phones: phones.map(({ number, raw }) => ({ number, raw, label: null })),
    emails: emails.map((address) => ({ address, key: address, label: null })),
    ...{ messengers: undefined, addresses: undefined, keys: undefined, tags: undefined }
  })
  await refreshSearch(tx, { id, displayName: facts.displayName, account: null })
  await findDuplicates(tx, { id, displayName: facts.displayName })
  return { contact: id, remote: undefined, isNew: true }
}

function leadOf(
  facts: SubmissionFacts,
  form: Awaited<ReturnType<typeof readForm>>,
  { contact, interaction }: { contact: string | null; interaction: string | null }
): LeadOfForm {
  const { submission, phones, emails, name, text, search, touch, at } = facts
  return {
    ...{ formId: form.id, formKey: submission.form, formName: form.name, line: form.line ?? submission.form },
    ...{ source: sourceOf(touch, form.source), contact, interaction, name, text, search, touch, at },
    ...{ phone: phones[0]?.number ?? submission.mapped.phones[0] ?? null, email: emails[0] ?? null },
    ...{ visit: submission.visit, page: submission.page, spam: submission.spam }
  }
}
