import pg from 'pg'
import t from 'tap'
import type { Command } from '../../../contracts/command.ts'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { startPbx } from '../calls/pbx.fixture.ts'
import { type Core, eventually, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from '../leads/leads.fixture.ts'
import { startGateway } from './routing.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const ANNA = { name: 'Ольга', phone: '8 495 123-45-67', text: 'Позвоните' }
const AT = '2026-01-15T09:00:05.000Z'

const keyOf = (command: Command | undefined): string =>
  command?.type === 'call.make' ? (command.data.subject.split(':')[2] ?? '') : ''

/** The person picks up; with `isThrough` the customer does, too. */
const pickUp = (core: Core, command: Command | undefined, isThrough: boolean): Promise<void> => {
  const up = agent('101', { via: 'click-to-call', state: 'connected', answeredAt: AT })
  const now = new Date().toISOString()
  const through = isThrough ? ({ state: 'connected', answeredAt: now } as const) : {}
  const fields = { direction: 'outbound' as const, remote: { raw: '74951234567', name: null }, participants: [up] }
  return core.emit(callEvent(keyOf(command), Date.now() * 1_000, { ...fields, ...through }))
}

t.test(
  'after N seconds the phone of whoever is asked rings, once, whoever asks; picking up takes the lead',
  async (t) => {
    const core = await startCore(t)
    await startCore(t, { redisUrl: core.redisUrl, databaseUrl: core.databaseUrl })
    const commands = await startPbx(t, core, () => ({ status: 'done' }))
    const desk = await startGateway(t, core)
    const anna = await desk.rep('anna', 'agent', ['101'])
    await desk.rule({ to: { users: [anna.user.id] }, callInSeconds: 3 })
    await anna.come()
    await sendForms(core, formEvent('1', ANNA))
    const due = await desk.told('anna, call due')
    t.equal(Date.parse(due.callAt ?? '') - Date.parse(due.offeredAt), 3_000)
    const asked = await desk.told('anna, call asked')
    t.equal(asked.callAt, null)
    await until(() => commands.length > 0)
    t.match(commands[0], { id: due.id, data: { from: { extension: '101' }, to: { digits: '74951234567' } } })
    await pickUp(core, commands[0], false)
    await desk.told('anna: taken')
    const lead = (await core.ask('GET', `/api/v1/leads/${due.lead.id}`)).body
    t.match(lead, { state: 'taken', owner: { id: anna.user.id }, firstTouchAt: null })
    await pickUp(core, commands[0], true)
    await eventually(core.ask, `/api/v1/leads/${due.lead.id}`, ({ firstTouchAt }) => firstTouchAt !== null)
    t.equal(commands.length, 1)
  }
)

t.test('the call can be stopped, and is not made; the lead stays until its time is over', async (t) => {
  const core = await startCore(t)
  const commands = await startPbx(t, core, () => ({ status: 'done' }))
  const desk = await startGateway(t, core)
  const anna = await desk.rep('anna', 'agent', ['101'])
  await desk.rule({ to: { users: [anna.user.id] }, takeWithinSeconds: 5, callInSeconds: 3 })
  await anna.come()
  await sendForms(core, formEvent('1', ANNA))
  const { lead } = await desk.told('anna, call due')
  t.equal((await anna.ask('POST', `/api/v1/leads/${lead.id}/stop-call`)).status, 204)
  await desk.told('anna, call stopped')
  t.equal((await anna.ask('POST', `/api/v1/leads/${lead.id}/stop-call`)).status, 204, 'twice is once')
  await desk.told('anna: expired')
  t.equal(commands.length, 0)
})

t.test(
  'who does not pick up loses it to the next; a number that may not be dialled is not called by itself',
  async (t) => {
    const core = await startCore(t)
    const refusal = { status: 'refused', reason: 'phone-unreachable', message: 'not registered' } as const
    const commands = await startPbx(t, core, () => refusal)
    const desk = await startGateway(t, core)
    const [anna, boris] = [await desk.rep('anna', 'agent', ['101']), await desk.rep('boris')]
    await desk.rule({ to: { users: [anna.user.id, boris.user.id] }, callInSeconds: 3 })
    await anna.come()
    await sendForms(core, formEvent('1', ANNA))
    await desk.told('anna, call asked')
    await boris.come()
    const { lead } = await desk.told('boris')
    t.ok(desk.story().includes('anna: expired'))
    t.equal(commands.length, 1)
    await boris.ask('POST', `/api/v1/leads/${lead.id}/take`)
    await sendForms(core, formEvent('2', { phone: '+49 30 123456' }))
    const other = await desk.told('anna')
    t.match(other, { lead: { phone: '+4930123456' }, call: null, callAt: null })
  }
)

t.test('a core that was killed at it is gone on with: the phone rings once, and not when it is too late', async (t) => {
  const core = await startCore(t)
  const commands = await startPbx(t, core, () => ({ status: 'done' }))
  const desk = await startGateway(t, core)
  const [anna, boris] = [await desk.rep('anna', 'agent', ['101']), await desk.rep('boris', 'agent', ['102'])]
  await desk.rule({ to: { users: [anna.user.id, boris.user.id] }, takeWithinSeconds: 60, callInSeconds: 60 })
  const db = new pg.Client(core.databaseUrl)
  await db.connect()
  t.teardown(() => db.end())
  await anna.come()
  await sendForms(core, formEvent('1', ANNA))
  const one = await desk.told('anna, call due')
  await boris.come()
  await sendForms(core, formEvent('2', { phone: '89160000002' }))
  const other = await desk.told('boris, call due')
  // what a process leaves that dies when it has said that it will ask, and one that was away for a minute
  const left =
    "update lead_offer set call = 'asked', call_at = now() - interval '7 s', asked_at = now() - interval '7 s'"
  await db.query(`${left} where id = $1`, [one.id])
  await db.query("update lead_offer set call_at = now() - interval '1 min' where id = $1", [other.id])
  await until(() => commands.length > 0)
  await desk.told('boris, call failed')
  t.match(commands, [{ id: one.id }])
  await pickUp(core, commands[0], false)
  await desk.told('anna: taken')
  t.equal(commands.length, 1)
})
