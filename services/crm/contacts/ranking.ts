import type { Candidate, MatchReason } from '../../../contracts/candidate.ts'
import type { Brief, Clue, Colleague, Match } from './matching.ts'

const WORDS: Readonly<Record<Clue['kind'], string>> = {
  phone: 'number',
  email: 'address',
  extension: 'extension',
  key: 'id'
}
const LETTERS: Readonly<Record<string, string>> = { email: 'a letter', form: 'a form', chat: 'a chat', call: 'a note' }

const DENIED = 0.05
const MENTIONED = 0.4
const COLLEAGUE = 0.15
/** Above it nobody asks who else it may be. */
export const SURE = 0.9

/** Turns matches, the likeliest first, into candidates that say why; whoever it was said not to be comes last. */
export function rank(matches: readonly Match[], clue: Clue): Candidate[] {
  const confirmed = matches.filter(({ verdict }) => verdict === 'is').length
  const candidates = matches.map((match, place) => ({
    contact: match.contact,
    confidence: confidenceOf(match, { clue, place, confirmed }),
    reasons: reasonsOf(match, clue)
  }))
  return candidates.sort((a, b) => b.confidence - a.confidence)
}

export const rankColleagues = (colleagues: readonly Colleague[]): Candidate[] =>
  colleagues.map(({ contact, company }) => ({
    contact,
    confidence: COLLEAGUE,
    reasons: [{ code: 'colleague', text: `A colleague at ${company}`, value: company }]
  }))

const isAlone = ({ holds, holders }: Match): boolean => holds && holders === 1

const isChosen = (match: Match, { chosen }: Clue): boolean =>
  match.contact.id === chosen && !(isAlone(match) && match.verdict !== 'is-not')

function reasonsOf(match: Match, clue: Clue): MatchReason[] {
  const { value } = clue
  const word = WORDS[clue.kind]
  const reasons: MatchReason[] = []
  if (isChosen(match, clue)) reasons.push({ code: 'chosen', text: 'A person said that this is who it is' })
  if (match.holds && value !== null) {
    const code = clue.kind === 'extension' ? 'extension' : (`${clue.kind}-exact` as const)
    reasons.push({ code, text: `The ${word} ${value} is theirs`, value })
    if (match.holders > 1) {
      const code = clue.kind === 'email' ? 'shared-address' : 'shared-number'
      reasons.push({ code, text: `${match.holders} contacts have this ${word}`, count: match.holders, value })
    }
  }
  if (match.verdict && match.saidAt) reasons.push(verdictOf(match.verdict, match.saidAt, match))
  if (match.spokeAt) {
    const at = match.spokeAt.toISOString()
    reasons.push({ code: 'spoke-before', text: `We last spoke on ${at.slice(0, 10)}`, at })
  }
  if (match.lineCalls > 0 && clue.line) {
    const text = `Called this line ${timesOf(match.lineCalls)}`
    reasons.push({ code: 'called-line', text, count: match.lineCalls, value: clue.line })
  }
  if (match.wroteAt && match.wroteIn) {
    const where = LETTERS[match.wroteOn ?? ''] ?? 'a note'
    const text = `This ${word}, typed in ${where} of ${dayOf(match.wroteAt)}`
    reasons.push({ code: 'mentioned', text, at: match.wroteAt.toISOString(), interaction: match.wroteIn })
  }
  return reasons
}

function verdictOf(verdict: 'is' | 'is-not', at: Date, { saidBy, saidIn }: Match): MatchReason {
  const facts = { at: at.toISOString(), by: saidBy, ...(saidIn === null ? {} : { interaction: saidIn }) }
  const who = nameOf(saidBy)
  return verdict === 'is'
    ? { code: 'confirmed', text: `${who} said that it is them`, ...facts }
    : { code: 'denied', text: `${who} said that it is not them`, ...facts }
}

const nameOf = (by: Brief): string => by?.name ?? 'A program'
const timesOf = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`)
const dayOf = (at: Date): string =>
  at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

interface Among {
  readonly clue: Clue
  readonly place: number
  /** Of how many it was said that it is them. */
  readonly confirmed: number
}

function confidenceOf(match: Match, { clue, place, confirmed }: Among): number {
  if (isChosen(match, clue)) return 1
  if (match.verdict === 'is-not') return DENIED
  if (match.holds && clue.kind === 'key') return 1
  if (match.verdict === 'is') return confirmed === 1 ? 0.98 : place === 0 ? 0.8 : 0.5
  if (match.holds) return shareOf(match, place, confirmed > 0)
  return match.wroteAt ? MENTIONED : COLLEAGUE
}

/** A number that several have is shared out among them; the one we spoke with, or who knows this line, gets more. */
function shareOf({ holders, spokeAt, lineCalls }: Match, place: number, othersConfirmed: boolean): number {
  if (holders <= 1 && !othersConfirmed) return spokeAt ? 0.99 : 0.95
  const share = 1 / Math.max(holders, 2)
  const likelier = place === 0 && spokeAt ? Math.max(share, 0.6) : share * (lineCalls > 0 ? 0.9 : 0.8)
  return Math.round(likelier * 100) / 100
}
