import pg from 'pg'
import t from 'tap'
import type { CommandOutcome } from '../../../contracts/command.ts'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { addUser, eventually, HUB, signIn, startCore } from '../harness.test.ts'
import { startPbx } from './pbx.fixture.ts'

const done: CommandOutcome = { status: 'done' }

t.test('a call is there before it rings, and the telephone system goes on with the same interaction', async (t) => {
  const core = await startCore(t)
  const user = await addUser(core, 'anna', 'agent', ['101'])
  const commands = await startPbx(t, core, () => done)
  const anna = await signIn(core, 'anna')
  const contact = await core.ask('POST', '/api/v1/contacts', { displayName: 'Ivan' })

  const answer = await anna('POST', '/api/v1/calls', { to: '8 (495) 123-45-67', contact: contact.body.id })
  t.equal(answer.status, 202)
  const { id } = answer.body.interaction
  t.match(commands, [
    {
      type: 'call.make',
      instance: 'pbx1',
      data: {
        subject: /^asterisk:pbx1:ctc-[0-9a-f-]{36}$/,
        from: { extension: '101', name: user.name },
        to: { kind: 'external', digits: '74951234567', name: 'Ivan' }
      }
    }
  ])
  const before = (await anna('GET', `/api/v1/interactions/${id}`)).body
  t.match(before, {
    ...{
      direction: 'outbound',
      state: 'alerting',
      remote: { address: '+74951234567' },
      contact: { displayName: 'Ivan' }
    },
    participants: [{ via: 'click-to-call', state: 'initiated', user: { id: user.id } }]
  })

  const key = commands[0]?.type === 'call.make' ? (commands[0].data.subject.split(':')[2] ?? '') : ''
  const participants = [agent('101', { state: 'connected' })]
  await core.emit(callEvent(key, 1_700_000_000_000_000, { direction: 'outbound', state: 'connected', participants }))
  await eventually(core.ask, `/api/v1/interactions/${id}`, ({ state }) => state === 'connected')
  const after = (await anna('GET', '/api/v1/interactions')).body
  t.match(after.items, [{ id, contact: { displayName: 'Ivan' } }], 'one interaction, and it kept its contact')

  const hangup = await anna('POST', `/api/v1/calls/${id}/hangup`)
  t.equal(hangup.status, 202)
  t.match(commands[1], { type: 'call.hangup', data: { subject: `asterisk:pbx1:${key}`, ids: [key] } })
})

t.test('a busy, unreachable or declining phone and a refused number are told apart', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  const reasons = ['phone-busy', 'phone-unreachable', 'phone-declined', 'congestion'] as const
  const left = [...reasons]
  const commands = await startPbx(t, core, () => ({
    ...{ status: 'refused', reason: left.shift() ?? 'congestion', message: 'no' }
  }))
  const anna = await signIn(core, 'anna')
  for (const [reason, status, word, outcome] of [
    ['phone-busy', 409, 'phone-busy', 'busy'],
    ['phone-unreachable', 409, 'phone-unreachable', 'failed'],
    ['phone-declined', 409, 'phone-declined', 'failed'],
    ['congestion', 502, 'call-refused', 'failed']
  ] as const) {
    const { status: found, body } = await anna('POST', '/api/v1/calls', { to: '+74951234567' })
    t.equal(found, status, reason)
    t.equal(body.type, `urn:perezvon:problem:${word}`)
    const interaction = await anna('GET', `/api/v1/interactions/${body.interaction.id}`)
    t.match(interaction.body, { state: 'ended', outcome, reason, participants: [{ state: 'failed' }] })
  }
  const sent = commands.length
  const refused = await anna('POST', '/api/v1/calls', { to: '+4930123456' })
  t.equal(refused.status, 403)
  t.match(refused.body, { type: 'urn:perezvon:problem:number-not-allowed', detail: /dialing\.allow/ })
  t.equal((await anna('POST', '/api/v1/calls', { to: '101\r\nAction: x' })).status, 422)
  t.equal(commands.length, sent, 'nothing of it reached the telephone system')
})

t.test('the same Idempotency-Key gives the same answer and one call, also at the same time', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  const commands = await startPbx(t, core, () => done)
  const anna = await signIn(core, 'anna')
  const dial = (to: string) => anna('POST', '/api/v1/calls', { to }, { 'idempotency-key': 'k1' })
  const answers = await Promise.all([dial('+74951234567'), dial('+74951234567'), dial('+74951234567')])
  t.same(new Set(answers.map(({ status }) => status)), new Set([202]))
  t.equal(new Set(answers.map(({ body }) => body.interaction.id)).size, 1)
  t.equal(commands.length, 1)
  t.equal((await dial('+74951234568')).status, 409, 'the same key with another number is a mistake')
})

t.test('agents call from their own phones, supervisors from any, and nobody without one', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101', '111'])
  await addUser(core, 'boris', 'supervisor')
  await addUser(core, 'vera', 'agent')
  const commands = await startPbx(t, core, () => done)
  const [anna, boris, vera] = [await signIn(core, 'anna'), await signIn(core, 'boris'), await signIn(core, 'vera')]
  t.equal((await anna('POST', '/api/v1/calls', { to: '102', from: '111' })).status, 202)
  t.equal((await anna('POST', '/api/v1/calls', { to: '102', from: '102' })).status, 403)
  t.equal((await boris('POST', '/api/v1/calls', { to: '102', from: '101' })).status, 202)
  t.match((await boris('POST', '/api/v1/calls', { to: '102' })).body, { type: 'urn:perezvon:problem:no-phone' })
  t.equal((await vera('POST', '/api/v1/calls', { to: '102' })).status, 409)
  t.match(commands, [{ data: { to: { kind: 'internal', digits: '102' } } }, { data: { from: { name: /anna/ } } }])
})

t.test('an answer that comes late ends the call, but never what the telephone system said since', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  let refuse: (outcome: CommandOutcome) => void = () => {}
  const commands = await startPbx(t, core, () => new Promise<CommandOutcome>((resolve) => (refuse = resolve)))
  const anna = await signIn(core, 'anna')
  const late = await anna('POST', '/api/v1/calls', { to: '+74951234567' })
  t.equal(late.status, 202)
  refuse({ status: 'refused', reason: 'phone-no-answer', message: 'nobody' })
  const ended = await eventually(
    core.ask,
    `/api/v1/interactions/${late.body.interaction.id}`,
    (i) => i.state === 'ended'
  )
  t.match(ended, { outcome: 'failed', reason: 'phone-no-answer', participants: [{ outcome: 'no-answer' }] })

  const other = anna('POST', '/api/v1/calls', { to: '+74951234567' })
  await until(() => commands.length === 2)
  const subject = commands[1]?.data.subject ?? ''
  await core.emit(callEvent(subject.split(':')[2] ?? '', 1_700_000_000_000_000, { state: 'connected' }))
  await eventually(core.ask, '/api/v1/interactions?state=connected', ({ items }) => items.length === 1)
  refuse({ status: 'refused', reason: 'phone-busy', message: 'busy' })
  const { id } = (await other).body.interaction
  t.equal((await anna('GET', `/api/v1/interactions/${id}`)).body.state, 'connected')
})

t.test('without a telephone system there is no call, and it says when to try again', async (t) => {
  const core = await startCore(t)
  const { status, headers } = await core.ask('POST', '/api/v1/calls', { to: '+74951234567', from: '101' })
  t.equal(status, 503)
  t.ok(Number(headers['retry-after']) > 0)
  t.equal((await core.ask('GET', '/api/v1/interactions')).body.items.length, 0)
})

t.test('a call that no telephone system ever speaks of ends by itself', async (t) => {
  const core = await startCore(t)
  await startPbx(t, core, () => new Promise<CommandOutcome>(() => {}))
  const { body } = await core.ask('POST', '/api/v1/calls', { to: '+74951234567', from: '101' })
  const db = new pg.Client(core.databaseUrl)
  await db.connect()
  t.teardown(() => db.end())
  await db.query("update interaction set started_at = now() - interval '2 minutes'")
  const other = await startCore(t, core)
  const url = `/api/v1/interactions/${body.interaction.id}`
  t.match(await eventually(other.ask, url, ({ state }) => state === 'ended'), { outcome: 'failed', reason: 'expired' })
})

t.test('one person may start so many calls a minute', async (t) => {
  const core = await startCore(t, { hub: { ...HUB, dialing: { ...HUB.dialing, maxPerMinute: 2 } } })
  await startPbx(t, core, () => done)
  const dial = () => core.ask('POST', '/api/v1/calls', { to: '+74951234567', from: '101' })
  t.same([(await dial()).status, (await dial()).status], [202, 202])
  const third = await dial()
  t.equal(third.status, 429)
  t.ok(Number(third.headers['retry-after']) > 0)
})
