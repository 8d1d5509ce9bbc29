import pino from 'pino'
import t, { type Test } from 'tap'
import type { CallSnapshot } from '../../../contracts/call.ts'
import type { TraceEntry } from '../../../contracts/trace.ts'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { createTraceWriter } from '../../adapter-host/trace-writer.ts'
import { createBus } from '../../kit/bus.ts'
import { openPool } from '../../kit/postgres.ts'
import { TRACES } from '../../kit/streams.ts'
import { pack } from '../../kit/trace-chunk.ts'
import { addUser, type Core, eventually, HUB, signIn, startCore } from '../harness.test.ts'

const log = pino({ level: 'silent' })
const AT = 1_795_432_800_000_123

const told = (id: string, version: number, fields: Partial<CallSnapshot>): TraceEntry['told'] => {
  const { subject, data } = callEvent(id, version, fields)
  return [{ type: 'call.alerting', subject, snapshot: data }]
}

const entry = (sequence: number, name: string, fields: Partial<TraceEntry> = {}): TraceEntry => ({
  ...{ sequence, at: AT + sequence, kind: 'message', name, data: { event: name, uniqueid: '1795432800.1' }, told: [] },
  ...fields
})

const CUSTOMER = { raw: '84951234567', name: 'Olga' }
const ENTRIES: TraceEntry[] = [
  entry(1, 'hub.yaml', { kind: 'settings', data: { source: 'asterisk:pbx1' } }),
  entry(2, 'Newchannel', {
    data: { event: 'Newchannel', channel: 'PJSIP/trunk-00000012', calleridnum: '84951234567', calleridname: 'Olga' },
    told: told('1.1', 1, { remote: CUSTOMER })
  }),
  entry(3, 'VarSet', { data: { event: 'VarSet', variable: 'SIP_PASSWORD', value: 'hunter2', secret: 'hunter3' } }),
  entry(4, 'BridgeEnter', {
    data: { event: 'BridgeEnter', connectedlinenum: '+74951234567', connectedlinename: 'Olga', exten: '984951234567' },
    told: told('1.1', 2, { remote: CUSTOMER, state: 'connected', participants: [agent('101', { state: 'connected' })] })
  })
]

async function open(t: Test, keepDays = 30) {
  const core = await startCore(t, { hub: { ...HUB, trace: { keepDays } } })
  const bus = createBus({ redis: core.redis, connect: async () => core.redis, log })
  const clock = {
    now: () => Date.now(),
    after(delayMs: number, callback: () => void) {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    }
  }
  const writer = createTraceWriter({ bus, log, clock, count: () => undefined })
  const keep = async (id: string, entries: readonly TraceEntry[]): Promise<void> => {
    for (const one of entries) writer.trace(`asterisk:pbx1:${id}`, one)
    await writer.drain(30_000)
  }
  return { core, bus, keep }
}

async function withCall(core: Core, fields: Partial<CallSnapshot> = {}): Promise<string> {
  await core.emit(callEvent('1.1', 2, { remote: CUSTOMER, participants: [agent('101')], ...fields }))
  const { items } = await eventually(core.ask, '/api/v1/interactions', (page) => page.items.length === 1)
  return items[0].id
}

const traceUrl = (id: string, query = ''): string => `/api/v1/interactions/${id}/trace${query}`

t.test('the trace says in order what happened, when, and what each thing changed', async (t) => {
  const { core, keep } = await open(t)
  const id = await withCall(core)
  await keep('1.1', ENTRIES)
  const trace = await eventually(core.ask, traceUrl(id), ({ items }) => items.length === 4)
  t.match(trace, {
    ...{ interaction: { id }, source: { system: 'asterisk', instance: 'pbx1' }, masked: false, nextCursor: null },
    items: [
      { kind: 'settings', changes: [], at: '2026-11-23T11:20:00.000124Z' },
      { name: 'Newchannel', data: { calleridnum: '84951234567' }, told: [{ type: 'call.alerting' }] },
      { name: 'VarSet', changes: [], told: [] },
      { name: 'BridgeEnter' }
    ]
  })
  const fields = trace.items[1].changes.map(({ field }: { field: string }) => field)
  t.ok(['direction', 'state', 'remote.raw', 'remote.name', 'line'].every((field) => fields.includes(field)))
  t.match(trace.items[3].changes, [
    { subject: 'asterisk:pbx1:1.1', field: 'state', from: 'alerting', to: 'connected' },
    { field: 'participants[PJSIP/101]', from: null, to: { address: '101', state: 'connected' } }
  ])
  t.equal(trace.items[3].changes.length, 2, 'the version is no change')
})

t.test('pages go through the whole trace, and each says what changed as the whole does', async (t) => {
  const { core, keep } = await open(t)
  const id = await withCall(core)
  await keep('1.1', ENTRIES)
  const whole = await eventually(core.ask, traceUrl(id), ({ items }) => items.length === 4)
  const first = await core.ask('GET', traceUrl(id, '?limit=3'))
  const rest = await core.ask('GET', traceUrl(id, `?limit=3&cursor=${first.body.nextCursor}`))
  t.same([...first.body.items, ...rest.body.items], whole.items)
  t.equal(rest.body.nextCursor, null)
  t.match(await core.ask('GET', traceUrl(id, '?cursor=x')), { status: 400, body: { type: /bad-cursor/ } })
})

t.test('of two calls that were one, the trace of both is there, each thing once', async (t) => {
  const { core, keep } = await open(t)
  await core.emit(callEvent('1.2', 1, { ids: ['1.2'] }))
  await core.emit(callEvent('1.1', 2, { merged: ['asterisk:pbx1:1.2'], ids: ['1.1', '1.2'] }))
  const { items } = await eventually(core.ask, '/api/v1/interactions', (page) => page.items[0]?.source.ids.length === 2)
  const both = entry(3, 'AttendedTransfer')
  await keep('1.2', [entry(2, 'Newchannel', { told: told('1.2', 1, {}) }), both])
  await keep('1.1', [entry(1, 'Newchannel', { told: told('1.1', 1, {}) }), both])
  const trace = await eventually(core.ask, traceUrl(items[0].id), (page) => page.items.length === 3)
  t.same(
    trace.items.map(({ sequence }: { sequence: number }) => sequence),
    [1, 2, 3]
  )
})

t.test(
  'supervisors see everything; others see neither numbers nor names of outside parties, nor secrets',
  async (t) => {
    const { core, keep } = await open(t)
    const id = await withCall(core)
    await keep('1.1', ENTRIES)
    await eventually(core.ask, traceUrl(id), ({ items }) => items.length === 4)
    await addUser(core, 'boss', 'supervisor')
    await addUser(core, 'anna', 'agent', ['101'])
    await addUser(core, 'mark', 'marketer')
    const whole = (await core.ask('GET', traceUrl(id))).body
    t.same((await (await signIn(core, 'boss'))('GET', traceUrl(id))).body.items, whole.items)
    for (const login of ['anna', 'mark']) {
      const { status, body } = await (await signIn(core, login))('GET', traceUrl(id))
      t.equal(status, 200)
      t.equal(body.masked, true)
      t.notMatch(JSON.stringify(body), /4951234567|Olga|hunter/)
      t.match(JSON.stringify(body.items), /5550100.*PJSIP\/101/, 'the own line and phones are no secret')
      const [, channel, variable, bridge] = body.items
      t.equal(channel.data.channel, 'PJSIP/trunk-00000012')
      t.match(channel.data.calleridnum, /^number-[0-9a-f]{6}$/)
      t.equal(bridge.data.connectedlinenum, channel.data.calleridnum, 'the same number is the same text')
      t.equal(bridge.data.exten, channel.data.calleridnum, 'also as it was dialled')
      t.equal(channel.told[0].snapshot.remote.raw, channel.data.calleridnum)
      t.equal(bridge.data.connectedlinename, channel.data.calleridname)
      t.same(variable.data, { event: 'VarSet', variable: 'SIP_PASSWORD', value: '***', secret: '***' })
    }
    t.equal((await core.askAs({})('GET', traceUrl(id))).status, 401)
    const nobody = '01890000-0000-7000-8000-000000000001'
    t.equal((await core.ask('GET', traceUrl(nobody))).status, 404)
  }
)

t.test('a chunk that comes again changes nothing, and what is no chunk is a dead letter', async (t) => {
  const { core, bus } = await open(t)
  const id = await withCall(core)
  const list = ENTRIES.map((one) => ['asterisk:pbx1:1.1', one])
  const entries = (await pack(JSON.stringify(list), 1)).toString('base64')
  const chunk = { day: new Date().toISOString().slice(0, 10), entries }
  for (const message of [chunk, chunk, { day: '2026-01-01', entries: 'AAAA' }, { nonsense: true }, chunk])
    await bus.publish(TRACES, message)
  await until(async () => (await core.redis.xLen(`${TRACES}:dead`)) === 2, 20_000)
  await eventually(core.ask, traceUrl(id), ({ items }) => items.length === 4)
  const pool = openPool(core.databaseUrl, log)
  t.teardown(() => pool.end())
  const { rows } = await pool.query('select count(*) as count from trace')
  t.equal(rows[0].count, 1)
})

t.test('days older than trace.keepDays are dropped whole, and a day of a clock far off is today', async (t) => {
  const { core, keep } = await open(t)
  const id = await withCall(core)
  await keep('1.1', ENTRIES)
  await eventually(core.ask, traceUrl(id), ({ items }) => items.length === 4)
  const pool = openPool(core.databaseUrl, log)
  t.teardown(() => pool.end())
  const tables = async (): Promise<number> =>
    (await pool.query("select count(*) as n from pg_inherits where inhparent = 'trace'::regclass")).rows[0].n
  await pool.query("create table trace_20200101 partition of trace for values from ('2020-01-01') to ('2020-01-02')")
  t.equal(await tables(), 2)
  await pool.query('select prune_trace(30)')
  t.equal(await tables(), 1)
  t.equal((await core.ask('GET', traceUrl(id))).body.items.length, 4)
  await pool.query("select trace_day('1970-01-01'), trace_day('2999-01-01')")
  t.ok((await tables()) <= 3)
})
