import type { Candidate } from '../../../contracts/candidate.ts'
import type { Db } from '../transaction.ts'
import { type Clue, matchColleagues, matchContacts } from './matching.ts'
import { rank, rankColleagues, SURE } from './ranking.ts'

/** Mail providers: who has an address there is nobody's colleague. */
export const FREE_MAIL: ReadonlySet<string> = new Set(
  `mail.ru bk.ru inbox.ru list.ru internet.ru xmail.ru yandex.ru ya.ru yandex.com yandex.by yandex.kz narod.ru rambler.ru
   lenta.ru ro.ru autorambler.ru myrambler.ru vk.com gmail.com googlemail.com outlook.com hotmail.com live.com live.ru
   msn.com icloud.com me.com mac.com yahoo.com aol.com proton.me protonmail.com gmx.de gmx.net gmx.com web.de t-online.de
   ukr.net i.ua tut.by mail.com zoho.com qq.com 163.com 126.com`.split(/\s+/)
)

/** The part of an address after the @ if it belongs to a company; null for mail providers. */
export function companyDomain(address: string): string | null {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return domain !== address && !FREE_MAIL.has(domain) ? domain : null
}

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
