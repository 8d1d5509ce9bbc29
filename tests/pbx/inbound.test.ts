import t from 'tap'
import type { Interaction } from '../../contracts/interaction.ts'
import { until } from '../until.ts'
import { asteriskLauncher } from './asterisk.ts'
import { openLab } from './lab.ts'
import { startPhone } from './phone.ts'
import { customerCalls } from './sipp.ts'

const skip = asteriskLauncher ? false : 'no Asterisk here: see the first lines of `npm test`'
const OLGA = '84951234567'

const ended = (of: string) => (interaction: Interaction) => interaction.id === of && interaction.state === 'ended'

t.test(
  'a customer calls the queue: her card pops up at both agents, one answers, the history has it',
  { skip },
  async (t) => {
    const { pbx, hub } = await openLab(t)
    const [anna, boris] = [await hub.agent(t, 'anna', '101'), await hub.agent(t, 'boris', '102')]
    const contact = await hub.api<{ id: string }>('POST', '/contacts', {
      displayName: 'Ольга Петрова',
      phones: [{ number: '+7 (495) 123-45-67' }]
    })
    t.equal(contact.status, 201)
    const [annasPhone] = [await startPhone(t, pbx, '101'), await startPhone(t, pbx, '102')]
    const customer = await customerCalls(t, pbx, { to: '5550100', from: OLGA, steps: ['answered', 'await-bye'] })

    const pop = await anna.hears('screen-pop')
    t.match(pop.interaction, {
      channel: 'call',
      direction: 'inbound',
      state: 'alerting',
      line: '5550100',
      queue: 'sales',
      remote: { address: '+74951234567', raw: OLGA },
      contact: { id: contact.body.id, displayName: 'Ольга Петрова' },
      source: { system: 'asterisk', instance: 'pbx1' }
    })
    t.match(pop.candidates, [{ contact: { id: contact.body.id }, reasons: [{ code: 'phone-exact' }] }])
    t.match(pop.why, { line: '5550100', lineName: 'Sales', queue: 'sales' })
    const id: string = pop.interaction.id
    t.equal((await boris.hears('screen-pop')).interaction.id, id, 'one interaction, however many phones ring')

    const beforeTalk = Date.now()
    await annasPhone?.answer()
    t.match(await anna.hears('screen-pop:withdrawn'), { interaction: { id }, reason: 'answered' })
    t.match(await boris.hears('screen-pop:withdrawn'), {
      interaction: { id },
      reason: 'answered-elsewhere',
      by: 'Anna'
    })
    await anna.hears('interaction', (i: Interaction) => i.id === id && i.state === 'connected')
    const talkFrom = Date.now()
    await until(() => Date.now() - talkFrom > 1_200)
    await annasPhone?.hangUp()
    const end: Interaction = await anna.hears('interaction', ended(id))
    t.equal(await customer.done, 0)

    t.match(end, { state: 'ended', outcome: 'answered', transfers: [], estimated: [] })
    const atMost = (Date.now() - beforeTalk) / 1000
    t.ok(end.talkSeconds >= 1.2 && end.talkSeconds <= atMost, `talked ${end.talkSeconds} s, at most ${atMost}`)
    const spoke = end.participants.find(({ kind, outcome }) => kind === 'agent' && outcome === 'answered')
    const lost = end.participants.find(({ address }) => address === '102')
    t.match(spoke, { user: { id: anna.id, name: 'Anna' }, endpoint: 'PJSIP/101', address: '101', via: 'queue' })
    t.match(lost, { user: { id: boris.id }, outcome: 'answered-elsewhere', answeredAt: null })
    t.equal(end.participants.filter(({ kind }) => kind === 'agent').length, 2)
    t.ok(end.answeredAt && end.answeredAt > end.startedAt, 'the queue that picked up did not answer')
    const history = await hub.interactions(`?contact=${contact.body.id}`)
    t.equal(history.length, 1)
    t.match(history[0], { id, outcome: 'answered', answeredAt: end.answeredAt, endedAt: end.endedAt })
    t.same([anna.count('screen-pop'), boris.count('screen-pop')], [1, 1])
  }
)

t.test('a caller who gives up while the group rings is missed, and the pops say why they go', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t)
  const anna = await hub.agent(t, 'anna', '101')
  await startPhone(t, pbx, '101')
  await startPhone(t, pbx, '102')
  await customerCalls(t, pbx, { to: '5550200', from: OLGA, steps: ['ringing', 3_000, 'cancel'] })
  const pop = await anna.hears('screen-pop')
  t.match(pop, { interaction: { contact: null, queue: null, line: '5550200' }, candidates: [] })
  t.match(await anna.hears('screen-pop:withdrawn'), { reason: 'caller-hung-up' })
  const end: Interaction = await anna.hears('interaction', ended(pop.interaction.id))
  t.match(end, { outcome: 'missed', answeredAt: null, talkSeconds: 0 })
  const outcomes = end.participants
    .filter(({ kind }) => kind === 'agent')
    .map(({ address, outcome }) => [address, outcome])
  t.same(outcomes.sort(), [
    ['101', 'cancelled'],
    ['102', 'cancelled']
  ])
  t.equal((await hub.interactions()).length, 1)
})

t.test('several ring rounds of a queue are one interaction, one row and one pop', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t)
  const anna = await hub.agent(t, 'anna', '101')
  const phone = await startPhone(t, pbx, '101')
  await customerCalls(t, pbx, { to: '5550110', from: OLGA, steps: ['ringing', 13_000, 'cancel'] })
  for (let round = 0; round < 3; round++) await phone.said('CALL_INCOMING')
  const pop = await anna.hears('screen-pop')
  const end: Interaction = await anna.hears('interaction', ended(pop.interaction.id))
  t.match(end, { outcome: 'abandoned', queue: 'rounds' })
  t.equal(end.participants.filter(({ kind }) => kind === 'agent').length, 1)
  t.ok(end.waitSeconds > 8, `waited ${end.waitSeconds} s`)
  t.equal(anna.count('screen-pop'), 1)
  t.match(await anna.hears('screen-pop:withdrawn'), { reason: 'caller-hung-up' })
})

t.test('an unknown caller is made a contact from the pop, and the call has it', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t)
  const anna = await hub.agent(t, 'anna', '101')
  const phone = await startPhone(t, pbx, '101')
  await customerCalls(t, pbx, { to: '5550300', from: '89161112233', steps: ['answered', 'await-bye'] })
  const { interaction } = await anna.hears('screen-pop')
  t.match(interaction, { contact: null, remote: { address: '+79161112233' } })
  const made = await hub.api<{ id: string }>('POST', '/contacts', {
    displayName: 'Иван',
    phones: [{ number: '8 916 111-22-33' }],
    interaction: interaction.id
  })
  t.equal(made.status, 201)
  await anna.hears('interaction', (i: Interaction) => i.contact?.id === made.body.id)
  await phone.answer()
  await anna.hears('interaction', (i: Interaction) => i.state === 'connected')
  await phone.hangUp()
  await anna.hears('interaction', ended(interaction.id))
  t.match(await hub.interactions(`?contact=${made.body.id}`), [{ id: interaction.id, outcome: 'answered' }])
})

t.test('an internal call names both, and is neither inbound nor outbound', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t)
  const [anna, boris] = [await hub.agent(t, 'anna', '101'), await hub.agent(t, 'boris', '102')]
  const [a, b] = [await startPhone(t, pbx, '101'), await startPhone(t, pbx, '102')]
  await a.dial('102')
  const pop = await boris.hears('screen-pop')
  await b.answer()
  await boris.hears('interaction', (i: Interaction) => i.state === 'connected')
  await a.hangUp()
  const end: Interaction = await boris.hears('interaction', ended(pop.interaction.id))
  t.match(end, { direction: 'internal', outcome: 'answered', contact: null })
  t.same(end.participants.map(({ user }) => user?.id).sort(), [anna.id, boris.id].sort())
  t.equal(anna.count('screen-pop'), 0, 'who dials is not told that he is dialling')
})
