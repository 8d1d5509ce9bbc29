import t from 'tap'
import type { Interaction } from '../../../../contracts/interaction.ts'
import type { ResumeAnswer, ScreenPop, ScreenPopWithdrawn } from '../../../../contracts/realtime.ts'
import { type Action, type Desk, doubtful, emptyDesk, later } from './desk.ts'
import { reduce } from './reduce.ts'

const ME = '00000000-0000-7000-8000-00000000000a'
const CALL = '00000000-0000-7000-8000-000000000001'
const AT = '2026-01-01T10:00:00.000Z'

type Part = Interaction['participants'][number]

function agent(over: Partial<Part> = {}): Part {
  return {
    kind: 'agent',
    user: { id: ME, name: 'Анна' },
    endpoint: 'PJSIP/101',
    address: '101',
    name: null,
    via: 'queue',
    state: 'alerting',
    offeredAt: AT,
    answeredAt: null,
    leftAt: null,
    outcome: null,
    talkSeconds: 0,
    holdSeconds: 0,
    ...over
  }
}

function call(version: number, over: Partial<Interaction> = {}): Interaction {
  return {
    id: CALL,
    channel: 'call',
    direction: 'inbound',
    state: 'alerting',
    outcome: null,
    reason: null,
    startedAt: AT,
    answeredAt: null,
    endedAt: null,
    waitSeconds: 0,
    talkSeconds: 0,
    holdSeconds: 0,
    remote: { address: '+74951234567', raw: '84951234567', name: null },
    line: '5550100',
    lineName: 'Sales',
    queue: 'sales',
    contact: null,
    participants: [agent()],
    transfers: [],
    recordings: [],
    disposition: null,
    wrapUp: null,
    note: null,
    source: { system: 'asterisk', instance: 'pbx1', ids: [] },
    estimated: [],
    version,
    ...over
  }
}

const talking = (version: number) =>
  call(version, { state: 'connected', answeredAt: AT, participants: [agent({ state: 'connected', answeredAt: AT })] })
const ended = (version: number) => call(version, { state: 'ended', outcome: 'answered', endedAt: AT })

const pop = (interaction: Interaction): ScreenPop => ({
  interaction,
  candidates: [],
  why: { line: '5550100', lineName: 'Sales', queue: 'sales', waitSeconds: 4 },
  recent: [],
  offeredAt: AT
})
const heard = (interaction: Interaction, cursor: string): Action => ({ type: 'interaction', interaction, cursor })
const gone = (interaction: Interaction, reason: ScreenPopWithdrawn['reason'], by: string | null = null): Action => ({
  type: 'withdrawn',
  withdrawn: { interaction, reason, by }
})
const answer = (over: Partial<ResumeAnswer> = {}): ResumeAnswer => ({
  cursor: '10',
  items: [],
  reset: false,
  live: [],
  pops: [],
  agents: [],
  queues: [],
  ...over
})
const play = (...actions: readonly Action[]): Desk => actions.reduce(reduce, emptyDesk(ME))

t.test('the same pop twice is one card', async (t) => {
  const desk = play({ type: 'pop', pop: pop(call(1)) }, { type: 'pop', pop: pop(call(1)) })
  t.equal(desk.pops.length, 1)
  t.equal(desk.live.size, 1)
})

t.test('the card of a lead, whose form is over, is renewed in its place, and goes with a word', async (t) => {
  const form = call(1, { channel: 'form', state: 'ended', participants: [] })
  const first = { ...pop(form), offeredAt: '2026-01-01T10:00:01.000Z' }
  const desk = play({ type: 'pop', pop: pop(form) }, { type: 'pop', pop: first })
  t.same([desk.pops.map(({ offeredAt }) => offeredAt), desk.live.size], [[first.offeredAt], 0])
  const over = reduce(desk, gone(form, 'taken-elsewhere', 'Ольга'))
  t.same([over.pops.length, over.farewells[0]?.withdrawn.by], [0, 'Ольга'])
})

t.test('a late message does not undo a newer one', async (t) => {
  t.equal(play(heard(ended(3), '3'), heard(call(1), '1')).live.size, 0)
  t.equal(play(heard(talking(2), '2'), heard(call(1), '1')).live.get(CALL)?.state, 'connected')
})

t.test('a call that has become the business of others leaves the live ones', async (t) => {
  const desk = play(heard(talking(2), '2'), { type: 'hidden', id: CALL })
  t.equal(desk.live.size, 0)
  t.equal(play(heard(talking(2), '2'), { type: 'hidden', id: CALL }, heard(talking(3), '4')).live.size, 1)
})

t.test('answered by this person, the card becomes the talk and keeps what the pop knew', async (t) => {
  const desk = play({ type: 'pop', pop: pop(call(1)) }, gone(talking(2), 'answered'))
  t.equal(desk.pops.length, 0)
  t.equal(desk.talks.length, 1)
  t.equal(desk.talks[0]?.pop?.why.queue, 'sales')
  t.equal(desk.farewells.length, 0)
})

t.test('the talk keeps the pop also when the new state is heard before the withdrawal', async (t) => {
  const desk = play({ type: 'pop', pop: pop(call(1)) }, heard(talking(2), '2'), gone(talking(2), 'answered'))
  t.equal(desk.talks.length, 1)
  t.equal(desk.talks[0]?.pop?.why.waitSeconds, 4)
})

t.test('answered by a colleague, the card goes and its reason is said', async (t) => {
  const desk = play({ type: 'pop', pop: pop(call(1)) }, gone(call(2), 'answered-elsewhere', 'Ольга'))
  t.equal(desk.pops.length, 0)
  t.equal(desk.talks.length, 0)
  t.equal(desk.farewells[0]?.withdrawn.by, 'Ольга')
})

t.test('nothing is said of a card that was not here', async (t) => {
  t.equal(play(gone(call(2), 'caller-hung-up')).farewells.length, 0)
})

t.test('a talk stays on the desk after the call ended, until it is closed, and is not opened again', async (t) => {
  const desk = play(heard(talking(1), '1'), heard(ended(2), '2'))
  t.equal(desk.live.size, 0)
  t.equal(desk.talks[0]?.interaction.state, 'ended')
  const closed = [{ type: 'talk-closed', id: CALL } as const, heard(ended(3), '3')].reduce<Desk>(reduce, desk)
  t.equal(closed.talks.length, 0)
})

t.test('a call out becomes a talk only when the other side speaks', async (t) => {
  const mine = [agent({ via: 'click-to-call', state: 'connected', answeredAt: AT })]
  const calling = call(1, { direction: 'outbound', participants: mine })
  t.equal(play(heard(calling, '1')).talks.length, 0)
  t.equal(play(heard({ ...calling, state: 'connected', answeredAt: AT }, '1')).talks.length, 1)
})

t.test('the answer to resume is the truth: cards and calls that are not in it go', async (t) => {
  const before = play({ type: 'pop', pop: pop(call(1)) })
  const desk = [{ type: 'resume-asked' } as const, { type: 'resumed', answer: answer() } as const].reduce<Desk>(
    reduce,
    before
  )
  t.equal(desk.pops.length, 0)
  t.equal(desk.live.size, 0)
  t.equal(desk.cursor, '10')
})

t.test('a page opened in the middle of a call shows the talk', async (t) => {
  const desk = play({ type: 'resume-asked' }, { type: 'resumed', answer: answer({ live: [talking(5)] }) })
  t.equal(desk.talks.length, 1)
  t.equal(desk.live.get(CALL)?.state, 'connected')
})

t.test('what is heard while the answer is under way is not lost', async (t) => {
  const late = play({ type: 'resume-asked' }, { type: 'pop', pop: pop(call(1)) }, heard(call(2), '11'), {
    type: 'resumed',
    answer: answer()
  })
  t.equal(late.pops.length, 1, 'the pop came after the answer was made')
  t.equal(late.live.get(CALL)?.version, 2)
})

t.test('a pop that was withdrawn while the answer was under way does not come back with it', async (t) => {
  const desk = play({ type: 'resume-asked' }, { type: 'pop', pop: pop(call(1)) }, gone(call(2), 'caller-hung-up'), {
    type: 'resumed',
    answer: answer({ pops: [pop(call(1))], live: [call(1)] })
  })
  t.equal(desk.pops.length, 0)
  t.equal(desk.farewells.length, 1)
})

t.test('an older state in the answer does not undo what was heard after it was made', async (t) => {
  const desk = play({ type: 'resume-asked' }, heard(ended(3), '12'), {
    type: 'resumed',
    answer: answer({ live: [talking(2)] })
  })
  t.equal(desk.live.size, 0)
})

t.test('after a reset lower versions are believed', async (t) => {
  const before = play(heard(talking(100), '900'))
  const desk = reduce(reduce(before, { type: 'resume-asked' }), {
    type: 'resumed',
    answer: answer({ reset: true, live: [talking(5)] })
  })
  t.equal(desk.live.get(CALL)?.version, 5)
  t.equal(desk.cursor, '10')
})

t.test('a talk that the hub no longer counts as live is doubtful', async (t) => {
  const before = play(heard(talking(1), '1'))
  const desk = reduce(reduce(before, { type: 'resume-asked' }), { type: 'resumed', answer: answer() })
  t.same(doubtful(desk), [CALL])
})

t.test('the dialled call is followed to its end', async (t) => {
  const desk = play({ type: 'dialled', id: CALL, to: '200' }, heard(talking(1), '1'), heard(ended(2), '2'))
  t.equal(desk.dialled?.interaction?.state, 'ended')
})

t.test('of two calls that turn out to be one, one stays, and what was dialled follows it', async (t) => {
  const other = '00000000-0000-7000-8000-000000000002'
  const desk = play(
    { type: 'dialled', id: CALL, to: '200' },
    heard(talking(1), '1'),
    heard({ ...talking(1), id: other }, '2'),
    heard(call(2, { state: 'ended', mergedInto: other }), '3')
  )
  t.same([...desk.live.keys()], [other])
  t.same(
    desk.talks.map((talk) => talk.interaction.id),
    [other]
  )
  t.equal(desk.dialled?.id, other)
  t.equal(desk.dialled?.interaction?.state, 'connected')
})

t.test('the link remembers since when the hub cannot be heard', async (t) => {
  const desk = play(
    { type: 'link', link: 'live', at: 1 },
    { type: 'link', link: 'reconnecting', at: 2 },
    { type: 'link', link: 'reconnecting', at: 3 }
  )
  t.equal(desk.lostAt, 2)
  t.equal(reduce(desk, { type: 'link', link: 'live', at: 4 }).lostAt, null)
})

t.test('cursors are compared as numbers', async (t) => {
  t.equal(later('9', '10'), '10')
  t.equal(later(null, '1'), '1')
})
