import type { Candidate } from '../../../contracts/candidate.ts'
import { fold } from '../search.ts'
import type { Match } from './store.ts'

/** How the contacts were found. */
interface Clue {
  readonly kind: 'phone' | 'email'
  /** The number or address, as it is compared. */
  readonly value: string | null
  /** The contact that a person chose. */
  readonly chosen: string | null
}

type Reason = Candidate['reasons'][number]

/** Turns matches, the likeliest first, into candidates that say why. */
export function rank(matches: readonly Match[], clue: Clue): Candidate[] {
  const holders = matches.filter(({ contact }) => holds(contact, clue)).length
  return matches.map(({ contact, spokeAt }, place) => {
    const reasons: Reason[] = []
    const isHolder = holds(contact, clue)
    const isChosen = contact.id === clue.chosen && !(isHolder && holders === 1)
    if (isChosen) reasons.push({ code: 'chosen', text: 'A person said that this is who it is' })
    if (isHolder && clue.value !== null) {
      const what = clue.kind === 'phone' ? 'number' : 'address'
      reasons.push({ code: `${clue.kind}-exact`, text: `The ${what} ${clue.value} is theirs` })
      if (holders > 1) {
        reasons.push({ code: `shared-${what}`, text: `${holders} contacts have this ${what}` })
      }
    }
    if (spokeAt) {
      reasons.push({ code: 'spoke-before', text: `We last spoke on ${spokeAt.toISOString().slice(0, 10)}` })
    }
    return { contact, confidence: isChosen ? 1 : confidenceOf(holders, place, spokeAt !== null), reasons }
  })
}

const holds = (contact: Match['contact'], { kind, value }: Clue): boolean =>
  kind === 'phone'
    ? contact.phones.some(({ number }) => number === value)
    : contact.emails.some(({ address }) => fold(address) === fold(value ?? ''))

function confidenceOf(holders: number, place: number, spoke: boolean): number {
  if (holders <= 1) return spoke ? 0.99 : 0.95
  const share = 1 / holders
  return Math.round((place === 0 && spoke ? Math.max(share, 0.6) : share * 0.8) * 100) / 100
}
