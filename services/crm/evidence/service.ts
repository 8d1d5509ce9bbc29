import type pg from 'pg'
import type { IdentityVerdict } from '../../../contracts/candidate.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { Interaction } from '../../../contracts/interaction.ts'
import { findContact } from '../contacts/store.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendInteractions } from '../feed/store.ts'
import { chooseContact, findInteraction } from '../interactions/store.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { mentionsIn } from './mentions.ts'
import { lockInteraction, matchAnew, remember, replaceNoted } from './store.ts'

export interface EvidenceDeps {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
  /** Forgets what was prepared for pops: it may be somebody else now. */
  readonly forgetPops: () => void
}

/**
 * A person says who it is, or is not: it holds for this interaction, and is remembered for its number or address. Throws
 * 'not-found', 'bad-input'.
 */
export async function sayIdentity(
  { db, publisher, forgetPops }: EvidenceDeps,
  id: string,
  { contact, verdict }: IdentityVerdict,
  by: string | null
): Promise<Interaction> {
  const { interaction, rows } = await inTransaction(db, async (tx) => {
    const subject = await lockInteraction(tx, id)
    if (!subject) throw new HubError('not-found', 'no such interaction')
    const root = (await findContact(tx, contact))?.id
    if (root === undefined) {
      const errors = [{ field: '/contact', message: 'there is no such contact' }]
      throw new HubError('bad-input', 'there is no such contact', { extra: { errors } })
    }
    if (subject.value !== null) {
      await remember(tx, { contact: root, value: subject.value, verdict, interaction: subject.id, by })
    }
    if (verdict === 'is') await chooseContact(tx, subject.id, root)
    else if (subject.root === root) await matchAnew(tx, subject)
    const rows = await appendInteractions(tx, [subject.id])
    return { interaction: await findInteraction(tx, subject.id), rows }
  })
  forgetPops()
  publisher.publish(rows)
  return interaction as Interaction
}

/** Whom a person chose for an interaction is remembered for its number or address. */
export async function rememberChoice(db: Db, id: string, contact: string, by: string | null): Promise<void> {
  const subject = await lockInteraction(db, id)
  if (!subject || subject.value === null) return
  const record = subject.root ?? contact
  await remember(db, { contact: record, value: subject.value, verdict: 'is', interaction: subject.id, by })
}

/** Numbers and addresses in a person's note may be the contact's: they are kept as such, and never as who it is. */
export async function mentionInNote(db: Db, interaction: string, note: string, region: string): Promise<void> {
  await replaceNoted(db, interaction, mentionsIn(note, region))
}
