import t from 'tap'
import type { LeadRule } from '../../../contracts/lead-rule.ts'
import { type Colleague, decide, type Sought } from './decide.ts'
import { isOfRegion, languageOf } from './facts.ts'
import { ruleFor } from './rules.ts'

type Rule = Parameters<typeof decide>[0][number]
type When = LeadRule['when']

const rule = (when: Partial<When> = {}, over: Partial<Rule> = {}): Rule => ({
  ...{ name: 'all', isActive: true, choose: 'least-loaded', takeWithinSeconds: 30, callInSeconds: null },
  when: { forms: [], sources: [], regions: [], languages: [], hours: null, ...when },
  to: { owner: true, users: ['anna', 'boris'], team: null },
  ...over
})
const lead = (over: Partial<Sought> = {}): Sought => ({
  ...{ id: '1', form: 'form-1', source: 'yandex', phone: '+74951234567', name: 'Анна', text: 'Перезвоните' },
  ...{ fields: [], owner: null, offers: [] },
  ...over
})
const person = (id: string, over: Partial<Colleague> = {}): Colleague => ({
  ...{ id, role: 'agent', teams: [], load: 0, lastMs: 0, isBusy: false, escalated: 0, extensions: ['101'] },
  ...over
})
const NOON = Date.parse('2026-01-16T09:00:00Z')
const MIDNIGHT = Date.parse('2026-01-16T21:00:00Z')

/** Who is asked, the first first; then the supervisors. */
function asked(rules: readonly Rule[], of: Sought, there: readonly Colleague[], nowMs = NOON): string {
  const decision = decide(rules, of, there, nowMs)
  if (decision.kind !== 'ask') return decision.kind
  const list = (some: typeof decision.people): string => some.map(({ user, why }) => `${user} (${why})`).join(', ')
  return [list(decision.people), list(decision.supervisors)].join(' | ')
}

t.test('a rule holds for leads that fit all that it names, and the first that fits holds', async (t) => {
  const holds = (when: Partial<When>, over: Partial<Sought> = {}): boolean =>
    ruleFor([rule(when)], lead(over), NOON) !== undefined
  t.ok(holds({}))
  t.ok(holds({ forms: ['form-1'], sources: ['Yandex'], regions: ['+7495'], languages: ['ru'] }))
  t.notOk(holds({ forms: ['form-1'], sources: ['vk'] }))
  t.notOk(holds({ forms: ['form-1'] }, { form: null }))
  t.notOk(holds({ regions: ['RU'] }, { phone: null }))
  t.ok(holds({ regions: ['KZ', 'RU'] }))
  t.notOk(holds({ languages: ['en'] }))
  const [first, second] = [rule({ sources: ['vk'] }, { name: 'vk' }), rule({}, { name: 'rest' })]
  t.equal(ruleFor([first, second], lead(), NOON)?.rule.name, 'rest')
  t.equal(ruleFor([{ ...second, isActive: false }], lead(), NOON), undefined)
})

t.test('the language is that of a field which names it, else of the letters', async (t) => {
  const written = (text: string, fields = lead().fields) => languageOf({ name: null, text, fields })
  t.equal(written('Call me, please'), 'en')
  t.equal(written('Хочу iPhone'), 'ru')
  t.equal(written('12345'), undefined)
  t.equal(written('Call me', [{ name: 'Locale', value: 'de-DE' }]), 'de')
  t.equal(written('Call me', [{ name: 'lang', value: '(none)' }]), 'en')
})

t.test('the region is that of the number', async (t) => {
  t.ok(isOfRegion('+77272345678', 'KZ'))
  t.notOk(isOfRegion('+77272345678', 'RU'))
  t.ok(isOfRegion('+78121234567', '+7812'))
  t.notOk(isOfRegion('78121234567', '+7812'), 'what has no country is of none')
})

t.test('outside of the hours the next rule holds, or the lead waits for their beginning', async (t) => {
  const week = [{ day: 6, from: '09:00', to: '10:00' }]
  const hours = (outside: 'next-rule' | 'wait') => ({ timeZone: 'Europe/Moscow', week, outside })
  const rest = rule({}, { name: 'rest', to: { owner: false, users: ['boris'], team: null } })
  const there = [person('anna'), person('boris')]
  t.equal(asked([rule({ hours: hours('next-rule') }), rest], lead(), there), 'boris (rule) | ')
  t.strictSame(decide([rule({ hours: hours('wait') }), rest], lead(), there, MIDNIGHT), {
    kind: 'later',
    atMs: Date.parse('2026-01-17T06:00:00Z')
  })
  t.equal(asked([rule({ hours: hours('next-rule') })], lead(), there), 'leave')
})

t.test('the owner of the contact comes first, then who has the fewest leads, then whose turn it is', async (t) => {
  const there = [person('anna', { load: 2 }), person('boris', { load: 1 }), person('vera'), person('olga')]
  t.equal(asked([rule()], lead({ owner: 'vera' }), there), 'vera (owner), boris (rule), anna (rule) | ')
  t.equal(asked([rule()], lead({ owner: 'gone' }), there), 'boris (rule), anna (rule) | ')
  const inTurn = rule({}, { choose: 'in-turn' })
  const turns = [person('anna', { lastMs: 5 }), person('boris', { lastMs: 9, load: -1 })]
  t.equal(asked([inTurn], lead(), turns), 'anna (rule), boris (rule) | ')
  const team = rule({}, { to: { owner: false, users: [], team: 'sales' } })
  const members = [person('anna', { teams: ['sales'] }), person('mark', { teams: ['sales'], role: 'marketer' })]
  t.equal(asked([team], lead(), members), 'anna (rule) | ', 'marketers answer no leads')
})

t.test('who is busy is waited for; who was asked is not asked again', async (t) => {
  const asking = { user: 'anna', kind: 'person' } as const
  t.equal(asked([rule()], lead(), [person('anna', { isBusy: true }), person('boss', { role: 'supervisor' })]), ' | ')
  t.equal(asked([rule()], lead({ offers: [asking] }), [person('anna'), person('boris')]), 'boris (rule) | ')
})

t.test(
  'when nobody is left, or nobody is there, the supervisors are told, each once, and not without end',
  async (t) => {
    const asking = { user: 'anna', kind: 'person' } as const
    const told = { user: 'boss', kind: 'supervisor' } as const
    const boss = person('boss', { role: 'supervisor' })
    const admin = person('root', { role: 'admin' })
    t.equal(asked([rule()], lead({ offers: [asking] }), [person('anna'), boss, admin]), ' | boss (not-taken)')
    t.equal(asked([rule()], lead(), [boss]), ' | boss (nobody-there)')
    t.equal(asked([rule()], lead(), [admin]), ' | root (nobody-there)', 'an administrator where there is no supervisor')
    t.equal(asked([rule()], lead({ offers: [told] }), [boss]), ' | ')
    t.equal(asked([rule()], lead(), [{ ...boss, escalated: 5 }]), ' | ')
  }
)
