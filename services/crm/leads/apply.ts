import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { companyDomain } from '../contacts/free-mail.ts'
import { nameKey } from '../duplicates/finding.ts'
import { findDuplicates } from '../duplicates/service.ts'
import type { FeedRow } from '../feed/store.ts'
import { lockContents } from '../files/store.ts'
import type { MessageFacts } from '../ingest/store.ts'
import { idAt } from '../interactions/quarters.ts'
import { fold } from '../search.ts'
import { type Db, inTransaction } from '../transaction.ts'
import type { SubmissionFacts } from './facts.ts'

/** Keeps the contents of a file that came with a form. */
export type Adopt = (sha256: string) => Promise<unknown>

/**
 * Takes one submission: one statement, one transaction. Answers what was appended to the event stream; nothing when it was
 * old news, or is kept aside. `lead`: the lead that it belongs to, as a person said.
 */
export async function applySubmission(
  db: Db,
  facts: SubmissionFacts,
  message: MessageFacts,
  lead?: string
): Promise<FeedRow[]> {
  const { submission, phones, emails, name, displayName, content, text, search, touch } = facts
  const { raw, before, ...said } = submission
  const sent = {
    ...{ form: submission.form, content, before, data: { ...said, text }, spam: submission.spam, name, text, touch },
    ...{ phones, emails, displayName, search: fold(`${displayName} `), nameKey: nameKey(displayName) },
    ...{ phone: phones[0]?.number ?? submission.mapped.phones[0] ?? null, email: emails[0] ?? null },
    ...{ leadSearch: search, visit: submission.visit, page: submission.page },
    files: submission.files.map((file) => ({ ...file, id: uuidv7() }))
  }
  const { rows } = await db.query<FeedRow>({
    name: 'apply-form',
    text: 'select * from apply_form($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
    values: [
      ...[facts.subject, idAt(facts.at), lead ?? idAt(facts.at), uuidv7(), JSON.stringify(message.message)],
      ...[message.remote, message.kind, message.lineName, JSON.stringify(message.mentions)],
      ...[JSON.stringify(sent), JSON.stringify(raw), lead !== undefined]
    ]
  })
  return rows
}

/** With the contents of its files: a lead does not wait for those that are missing, their names say what is. */
export async function takeSubmission(
  pool: pg.Pool,
  facts: SubmissionFacts,
  message: MessageFacts,
  adopt?: Adopt
): Promise<FeedRow[]> {
  const { files, spam } = facts.submission
  if (files.length === 0 || spam.length > 0) return applySubmission(pool, facts, message)
  return inTransaction(pool, async (tx) => {
    await keepContents(tx, facts, adopt)
    return applySubmission(tx, facts, message)
  })
}

export async function keepContents(tx: Db, { submission }: SubmissionFacts, adopt?: Adopt): Promise<void> {
  for (const sha256 of [...new Set(submission.files.map((file) => file.sha256))].sort()) {
    await lockContents(tx, sha256)
    await adopt?.(sha256)
  }
}

/**
 * Who may be somebody we know: of a contact that was made just now, whose company others are of. Answers whether it was
 * looked for.
 */
export async function lookForDuplicates(
  pool: pg.Pool,
  facts: SubmissionFacts,
  rows: readonly FeedRow[]
): Promise<boolean> {
  const made = rows.find(({ type }) => type === 'contact')
  if (!made || !facts.emails.some((address) => companyDomain(address) !== null)) return false
  const { id } = made.data as { id: string }
  await inTransaction(pool, (tx) => findDuplicates(tx, { id, displayName: facts.displayName }))
  return true
}
