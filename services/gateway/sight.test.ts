import t, { type Test } from 'tap'
import type { Audience } from '../../contracts/audience.ts'
import type { Lead } from '../../contracts/lead.ts'
import type { User } from '../../contracts/rest.ts'
import { freshRedis } from '../../tests/redis.ts'
import { anna, at, boris, call, context, customer, phone, uuid, vera } from './calls.fixture.ts'
import { boss, marketer, startAll } from './gateway.fixture.ts'
import { until } from './page.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const SALES = uuid(700)
const team = (...members: User[]) => ({
  id: SALES,
  name: 'Sales',
  createdAt: at(0),
  members: members.map(({ id, name }) => ({ id, name }))
})
const of = (owner: User | null, inTeam: string | null = null): Audience => ({
  owner: owner?.id ?? null,
  team: inTeam,
  users: []
})
const CUSTOMERS = { Sofia: of(boss), Anna: of(anna), Vera: of(vera), team: of(null, SALES), nobody: of(null) }

/** A supervisor, who is in a team with Anna, and a marketer; both see only some customers. */
async function start(t: Test, sees: User['sees']) {
  const all = await startAll(t, await freshRedis(t), async ({ state }) => {
    state.teams.push(team(boss, anna))
  })
  return { ...all, chief: await all.page({ ...boss, sees }), writer: await all.page({ ...marketer, sees }) }
}

for (const [sees, names] of [
  ['all', ['Sofia', 'Anna', 'Vera', 'team', 'nobody']],
  ['team', ['Sofia', 'Anna', 'team', 'nobody']],
  ['own', ['Sofia', 'nobody']]
] as const) {
  t.test(`a supervisor who sees ${sees} hears of the customers of ${names.join(', ')}`, async (t) => {
    const { core, chief } = await start(t, sees)
    const before = (await chief.resume()).cursor
    const ids = Object.entries(CUSTOMERS).map(([name], n) => [name, uuid(1100 + n)] as const)
    for (const [n, audience] of Object.values(CUSTOMERS).entries()) {
      await core.commit({ type: 'interaction', data: call(1, [phone(vera)], { id: uuid(1100 + n) }) }, { audience })
    }
    const end = { type: 'feed-gap', data: { instance: 'pbx1', from: at(0), to: at(0), reason: 'x' } } as const
    await core.commit(end)
    await chief.next('feed-gap')
    const nameOf = (id: string) => ids.find(([, one]) => one === id)?.[0]
    t.same(
      chief.all('interaction').map(({ id }) => nameOf(id)),
      names
    )
    const answer = await chief.resume(before)
    t.same(
      answer.live.map(({ id }) => nameOf(id)),
      names
    )
    t.same(
      answer.items.flatMap((item) => (item.type === 'interaction' ? [nameOf(item.data.id)] : [])),
      names
    )
    t.equal(answer.cursor, '6', 'the cursor is that of the whole stream')
  })
}

t.test('whose phone rings gets the pop and hears of the call, whosever customer it is', async (t) => {
  const { core, page } = await start(t, 'own')
  const [agent, chief] = [await page({ ...boris, sees: 'own' }), await page({ ...boss, sees: 'own' })]
  const audience = { ...of(vera), users: [boris.id, boss.id] }
  const data = call(1, [customer, phone(boris), phone(boss, { address: '108' })], { state: 'alerting' })
  await core.commit({ type: 'interaction', data }, { audience })
  for (const one of [agent, chief]) {
    t.match(await one.next('screen-pop'), { interaction: { id: data.id }, candidates: context.candidates })
    t.equal((await one.next('interaction')).id, data.id)
    t.equal((await one.resume()).live.length, 1)
  }
})

t.test('of what went before with a customer a pop shows what the person may see', async (t) => {
  const { core, page } = await start(t, 'own')
  const [agent, other] = [await page({ ...anna, sees: 'own' }), await page(boris)]
  core.state.users.splice(0, Number.POSITIVE_INFINITY, { ...anna, sees: 'own' }, boris)
  await core.commit({ type: 'user', data: { ...anna, sees: 'own' } })
  const [candidate] = context.candidates
  if (!candidate) throw new Error('no candidate')
  const contact = { ...candidate.contact, owner: { id: vera.id, name: vera.name } }
  const brief = { id: contact.id, displayName: contact.displayName }
  const recent = [
    call(1, [phone(vera)], { id: uuid(1200), contact: brief }),
    call(1, [phone(anna)], { id: uuid(1201), contact: brief }),
    call(1, [phone(vera)], { id: uuid(1202) })
  ]
  const pop = { ...context, candidates: [{ ...candidate, contact }], recent }
  await until('the page to be back', async () => agent.socket.connected)
  const data = call(1, [customer, phone(anna), phone(boris)], { state: 'alerting' })
  await core.commit({ type: 'interaction', data }, { audience: { ...of(vera), users: [anna.id, boris.id] }, pop })
  t.same(
    (await agent.next('screen-pop')).recent.map(({ id }) => id),
    [uuid(1201), uuid(1202)]
  )
  t.same((await other.next('screen-pop')).recent.length, 3)
})

t.test(
  'a call that turns out to be of a customer of others is told no more, and is not live for who may not see',
  async (t) => {
    const { core, chief, page } = await start(t, 'own')
    const everything = await page({ ...boss, id: uuid(77), login: 'chief', sees: 'all' })
    await core.commit({ type: 'interaction', data: call(1, [phone(vera)]) })
    await chief.next('interaction')
    await core.commit({ type: 'interaction', data: call(2, [phone(vera)]) }, { audience: of(vera) })
    t.same(await chief.next('interaction:hidden'), { id: uuid(1000) })
    await everything.next('interaction', ({ version }) => version === 2)
    t.same(everything.all('interaction:hidden'), [])
    t.equal(chief.all('interaction').length, 1)
    t.same((await chief.resume()).live, [])
  }
)

t.test('missed calls, tasks, contacts and letters are heard of by who sees the customer', async (t) => {
  const { core, chief, writer, page } = await start(t, 'own')
  const caller = await page({ ...anna, sees: 'own' })
  const contact = context.candidates[0]?.contact
  if (!contact) throw new Error('no candidate')
  const base = {
    id: uuid(2001),
    contact: null,
    number: '+74951234567',
    name: null,
    line: null,
    lineName: null,
    queue: null
  }
  const clocks = {
    firstAt: at(0),
    lastAt: at(0),
    attempts: 1,
    interaction: uuid(2002),
    owner: null,
    team: null,
    dueAt: at(60)
  }
  const missed = {
    ...base,
    ...clocks,
    overdue: false,
    state: 'open' as const,
    closedAt: null,
    closedBy: null,
    reason: null,
    version: 1
  }
  const letter = call(1, [], { id: uuid(2003), channel: 'email' })
  for (const audience of [of(vera), of(null)]) {
    await core.commit({ type: 'missed-call', data: missed }, { audience })
    await core.commit({ type: 'contact', data: contact }, { audience })
    await core.commit({ type: 'interaction', data: letter }, { audience })
  }
  for (const one of [caller, chief]) {
    await one.next('missed-call')
    await one.settle()
    t.same(
      one.all('missed-call').map(({ cursor }) => cursor),
      ['4']
    )
  }
  for (const one of [caller, writer]) {
    t.same(
      (await one.resume('0')).items.flatMap(({ type, cursor }) => (type === 'contact' ? [cursor] : [])),
      ['5']
    )
  }
  t.equal((await writer.resume('0')).items.filter(({ type }) => type === 'interaction').length, 1)
})

t.test('who joins a team, or is shown more or less, comes back to the truth', async (t) => {
  const { core, chief } = await start(t, 'team')
  await core.commit({ type: 'interaction', data: call(1, [phone(vera)], { id: uuid(1300) }) }, { audience: of(vera) })
  t.same((await chief.resume()).live, [])
  let comings = 0
  chief.socket.on('connect', () => {
    comings += 1
  })
  await core.commit({ type: 'team', data: team(boss, anna, vera) })
  await until('the page to be back', () => comings === 1)
  t.equal((await chief.resume()).live.length, 1)
  core.signIn({ ...boss, sees: 'own' })
  await core.commit({ type: 'user', data: { ...boss, sees: 'own' } })
  await until('the page to be back', () => comings === 2)
  t.same((await chief.resume()).live, [])
})

t.test(
  'that a contact, a company or a team has changed is told without what it is, to whoever may read it',
  async (t) => {
    const { core, chief, page } = await start(t, 'own')
    const all = await page(boris)
    const contact = context.candidates[0]?.contact
    if (!contact) throw new Error('no candidate')
    await core.commit({ type: 'contact', data: contact }, { audience: of(vera) })
    await core.commit({ type: 'contact', data: contact }, { audience: of(boss) })
    await core.commit({ type: 'team', data: { ...team(), id: uuid(701) } })
    await core.commit({ type: 'segment', data: { id: uuid(702), kind: 'contacts', shared: false, removed: true } })
    for (const [one, cursors] of [
      [chief, ['2', '3', '4']],
      [all, ['1', '2', '3', '4']]
    ] as const) {
      await one.next('changed', ({ type }) => type === 'segment')
      t.same(
        one.all('changed').map(({ cursor }) => cursor),
        cursors
      )
    }
    t.same(all.all('changed')[0], { type: 'contact', id: contact.id, cursor: '1' })
  }
)

t.test('that there is a lead is told to whoever sees its contact', async (t) => {
  const { core, chief, page } = await start(t, 'own')
  const all = await page(boris)
  const lead = { id: uuid(801) } as Lead // the rest is not looked at
  await core.commit({ type: 'lead', data: lead }, { audience: of(vera) })
  await core.commit({ type: 'lead', data: lead }, { audience: of(boss) })
  await chief.next('changed', ({ cursor }) => cursor === '2')
  await all.next('changed', ({ cursor }) => cursor === '2')
  t.same(chief.all('changed'), [{ type: 'lead', id: lead.id, cursor: '2' }])
  t.equal(all.all('changed').length, 2)
})
