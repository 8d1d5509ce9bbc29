import type { Interaction, Participant } from '../../contracts/interaction.ts'
import type { PopContext, User } from '../../contracts/rest.ts'

const START_MS = Date.parse('2026-01-12T09:00:00.000Z')
/** A time of the test's day, in seconds after nine. */
export const at = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString()

/** A UUID that a test can write: uuid(1), uuid(2) … */
export const uuid = (n: number): string => `0190a7f0-0000-7000-8000-${String(n).padStart(12, '0')}`

export const person = (n: number, name: string, over: Partial<User> = {}): User => ({
  id: uuid(n),
  login: name.toLowerCase(),
  name,
  role: 'agent',
  extensions: [String(100 + n)],
  active: true,
  language: 'en',
  sees: 'all',
  createdAt: at(0),
  ...over
})
export const anna = person(1, 'Anna')
export const boris = person(2, 'Boris')
export const vera = person(3, 'Vera')

export const phone = (user: User, over: Partial<Participant> = {}): Participant => ({
  kind: 'agent',
  user: { id: user.id, name: user.name },
  endpoint: `PJSIP/${user.extensions[0]}`,
  address: user.extensions[0] ?? '',
  name: null,
  via: 'dial',
  state: 'alerting',
  offeredAt: at(1),
  answeredAt: null,
  leftAt: null,
  outcome: null,
  talkSeconds: 0,
  holdSeconds: 0,
  ...over
})
export const answered = (user: User, seconds: number, over: Partial<Participant> = {}): Participant =>
  phone(user, { state: 'connected', answeredAt: at(seconds), outcome: 'answered', ...over })
export const gone = (user: User, outcome: Participant['outcome'], over: Partial<Participant> = {}): Participant =>
  phone(user, { state: 'null', leftAt: at(9), outcome, ...over })

export const customer: Participant = {
  ...phone(anna),
  kind: 'remote',
  user: null,
  endpoint: 'PJSIP/trunk',
  address: '84951234567',
  state: 'connected',
  offeredAt: at(0)
}

export function call(version: number, participants: Participant[], over: Partial<Interaction> = {}): Interaction {
  const state = participants.some((p) => p.state === 'connected') ? 'connected' : 'alerting'
  const isAnswered = participants.some((p) => p.answeredAt !== null)
  return {
    id: uuid(1000),
    channel: 'call',
    direction: 'inbound',
    state,
    outcome: null,
    reason: null,
    startedAt: at(0),
    answeredAt: isAnswered ? (participants.find((p) => p.answeredAt)?.answeredAt ?? null) : null,
    endedAt: null,
    waitSeconds: 1,
    talkSeconds: 0,
    holdSeconds: 0,
    remote: { address: '+74951234567', raw: '84951234567', name: null },
    line: '5550100',
    lineName: 'Sales',
    queue: null,
    contact: null,
    participants: [...participants],
    transfers: [],
    recordings: [],
    disposition: null,
    wrapUp: null,
    note: null,
    source: { system: 'asterisk', instance: 'pbx1', ids: ['1.1'] },
    estimated: [],
    version,
    ...over
  }
}

export const context: PopContext = {
  candidates: [
    {
      contact: {
        id: uuid(500),
        displayName: 'Pyotr Petrov',
        phones: [{ number: '+74951234567', raw: '84951234567', label: null }],
        ...{
          emails: [],
          messengers: [],
          addresses: [],
          keys: [],
          tags: [],
          fields: {},
          note: null,
          consents: []
        },
        ...{ account: null, accountId: null, owner: null, team: null },
        createdAt: at(0),
        updatedAt: at(0),
        version: 1
      },
      confidence: 1,
      reasons: [{ code: 'phone-exact', text: 'the same number' }]
    }
  ],
  why: { line: '5550100', lineName: 'Sales', queue: null, waitSeconds: 1 },
  recent: []
}
