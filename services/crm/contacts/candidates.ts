import type { Candidate } from '../../../contracts/candidate.ts'
import type { Db } from '../transaction.ts'
import { companyDomain } from './free-mail.ts'
import { type Clue, matchColleagues, matchContacts } from './matching.ts'
import { rank, rankColleagues, SURE } from './ranking.ts'

/**
 * Who it may be, the likeliest first, each with the reasons. Colleagues of whoever has it are only told of when nobody
 * is sure, or when `all` is asked for.
 */
export async function findCandidates(db: Db, clue: Clue, { all = false } = {}): Promise<Candidate[]> {
  const { kind, value } = clue
  if (value === null && !clue.chosen) return []
  const candidates = rank(await matchContacts(db, clue), clue)
  const isSure = (candidates[0]?.confidence ?? 0) >= SURE
  if (value === null || (isSure && !all)) return candidates
  const domain = kind === 'email' ? companyDomain(value) : null
  const known = candidates.map(({ contact }) => contact.id)
  return [...candidates, ...rankColleagues(await matchColleagues(db, clue, domain, known))].sort(
    (a, b) => b.confidence - a.confidence
  )
}
