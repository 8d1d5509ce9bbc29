import pg from 'pg'
import pino from 'pino'
import t, { type Test } from 'tap'
import type { CallSnapshot } from '../../../contracts/call.ts'
import type { MissedCall } from '../../../contracts/missed-call.ts'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { freshDatabase } from '../../../tests/postgres.ts'
import { createContact } from '../contacts/service.ts'
import type { FeedRow } from '../feed/store.ts'
import { appendInteractions } from '../feed/store.ts'
import { HUB } from '../harness.test.ts'
import { createIngest } from '../ingest/service.ts'
import { chooseContact } from '../interactions/store.ts'
import { mergeContacts } from '../merges/service.ts'
import { migrate } from '../migrate.ts'
import { inTransaction } from '../transaction.ts'

const START_MS = Date.now() - 3_600_000
/** A time of the last hour, in seconds. */
const at = (second: number): string => new Date(START_MS + second * 1_000).toISOString()
const ANNA = '01890000-0000-7000-8000-000000000001'

async function start(t: Test) {
  const { url } = await freshDatabase(t)
  await migrate(url, pino({ level: 'silent' }))
  const db = new pg.Pool({ connectionString: url, max: 8 })
  t.teardown(() => db.end())
  const published: FeedRow[] = []
  const publisher = { prepare() {}, publish: (rows: readonly FeedRow[]) => void published.push(...rows) }
  const ingest = createIngest({ db, hub: HUB, publisher, durable: async () => {} })
  await db.query(
    "insert into app_user (id, login, name, role, password_hash) values ($1, 'anna', 'Anna', 'agent', '')",
    [ANNA]
  )
  await db.query("insert into user_extension (extension, user_id, place) values ('101', $1, 1)", [ANNA])
  const deps = { db, region: 'RU', publisher, forgetPops: () => {} }
  const idOf = async (key: string): Promise<string> => {
    const { rows } = await db.query('select interaction_id as id from interaction_subject where subject = $1', [
      `asterisk:pbx1:${key}`
    ])
    return rows[0]?.id
  }
  return {
    ...{ db, ingest, published, deps, idOf },
    add: (displayName: string, ...numbers: string[]) =>
      createContact(deps, { displayName, phones: numbers.map((number) => ({ number })) }, null),
    entries: async (): Promise<MissedCall[]> => {
      const { rows } = await db.query<{ entry: MissedCall }>(
        `select missed_call_json(m) - 'overdue' as entry from missed_call m where attempts > 0 order by first_at, id`
      )
      return rows.map(({ entry }) => entry)
    }
  }
}

let version = 1_000
const NUMBER = '84951234567'
const from = (raw: string | null) => ({ remote: { raw, name: null } })
const talk = (second: number) => agent('101', { state: 'null', answeredAt: at(second), outcome: 'answered' })
const event = (key: string, fields: Partial<CallSnapshot>) =>
  callEvent(key, ++version, { participants: [agent('101')], ...fields })

/** A call that nobody took, from `second` on, for ten seconds. */
const missed = (key: string, second: number, fields: Partial<CallSnapshot> = {}) =>
  event(key, { state: 'ended', outcome: 'missed', startedAt: at(second), endedAt: at(second + 10), ...fields })
/** A call in which Anna talked, from `second` on, for a minute. */
const answered = (key: string, second: number, fields: Partial<CallSnapshot> = {}) =>
  event(key, {
    ...{ state: 'ended', outcome: 'answered', startedAt: at(second), endedAt: at(second + 60) },
    ...{ answeredAt: at(second + 5), participants: [talk(second + 5)], ...fields }
  })
const live = (call: ReturnType<typeof missed>, fields: Partial<CallSnapshot>) => ({
  ...call,
  data: { ...call.data, outcome: null, endedAt: null, ...fields, version: ++version }
})

t.test('each way to reach nobody is a missed call; internal, outbound, answered and live calls are none', async (t) => {
  const { ingest, entries } = await start(t)
  const ways = ['missed', 'abandoned', 'voicemail', 'busy', 'failed'] as const
  for (const [i, outcome] of ways.entries()) {
    await ingest(missed(outcome, i, { outcome, ...from(`8495000000${i}`), queue: 'sales' }))
  }
  t.same(
    (await entries()).map(({ number }) => number),
    ways.map((_, i) => `+7495000000${i}`)
  )
  const [first] = await entries()
  t.match(first, {
    ...{ state: 'open', attempts: 1, contact: null, line: '5550100', lineName: 'Sales', queue: 'sales' },
    ...{ firstAt: at(0), lastAt: at(0), dueAt: at(10 + 30 * 60), closedAt: null, closedBy: null, owner: null }
  })
  await ingest(missed('inside', 1, { direction: 'internal', ...from('102') }))
  await ingest(missed('out', 1, { direction: 'outbound', ...from('84950000010') }))
  await ingest(answered('taken', 1, from('84950000011')))
  await ingest(live(missed('rings', 1, from('84950000012')), { state: 'alerting' }))
  await ingest(missed('withheld', 1, from('anonymous')))
  t.equal((await entries()).length, ways.length, 'and who withholds the number cannot be called back')
})

t.test('further attempts of a customer are one entry, also from another of their numbers', async (t) => {
  const { ingest, entries, add } = await start(t)
  const ivan = await add('Ivan', NUMBER, '89161234567')
  await ingest(missed('1', 0))
  await ingest(missed('2', 100, { line: 'other', ...from('89161234567') }))
  await ingest(missed('3', 50))
  await ingest(missed('stranger', 60, from('84957654321')))
  t.match(await entries(), [
    { contact: { id: ivan.id, displayName: 'Ivan' }, attempts: 3, firstAt: at(0), lastAt: at(100), line: 'other' },
    { contact: null, attempts: 1 }
  ])
})

t.test('the same call told twice is one attempt', async (t) => {
  const { ingest, entries } = await start(t)
  const call = missed('1', 0)
  await ingest(live(missed('1', 0), { state: 'alerting' }))
  await ingest({ ...call, data: { ...call.data, version: ++version } })
  await ingest({ ...call, data: { ...call.data, version: ++version } })
  t.match(await entries(), [{ attempts: 1 }])
})

t.test('a talk in either direction closes the entry, with who talked; the next miss is a new one', async (t) => {
  const { ingest, entries, published, idOf } = await start(t)
  for (const [i, direction] of (['inbound', 'outbound'] as const).entries()) {
    const second = i * 1_000
    await ingest(missed(`miss-${i}`, second))
    published.length = 0
    await ingest(live(answered(`talk-${i}`, second + 100, { direction }), { state: 'connected' }))
    t.match(
      published.map(({ type, data }) => [type, data]),
      [
        ['interaction', { state: 'connected' }],
        ['missed-call', { state: 'closed' }]
      ],
      'at the moment at which the talk begins'
    )
    t.match((await entries())[i], {
      ...{ state: 'closed', closedAt: at(second + 105), attempts: 1 },
      closedBy: { interaction: await idOf(`talk-${i}`), user: { id: ANNA, name: 'Anna' } }
    })
    published.length = 0
    await ingest(answered(`talk-${i}`, second + 100, { direction }))
    t.same(
      published.map(({ type }) => type),
      ['interaction'],
      'its end changes nothing'
    )
  }
  t.equal((await entries()).length, 2)
})

t.test('a call back that nobody takes closes nothing', async (t) => {
  const { ingest, entries } = await start(t)
  await ingest(missed('1', 0))
  await ingest(missed('2', 100, { direction: 'outbound' }))
  t.match(await entries(), [{ state: 'open', attempts: 1 }])
})

t.test('a letter that was sent closes the entry of its contact; one that came in does not', async (t) => {
  const { db, ingest, entries, add } = await start(t)
  const ivan = await add('Ivan', NUMBER)
  await ingest(missed('1', 0))
  const write = (direction: string) =>
    inTransaction(db, async (tx) => {
      const { rows } = await tx.query(
        `insert into interaction (id, channel, direction, state, started_at, ended_at, wait_seconds, talk_seconds,
           hold_seconds, remote_address, contact_id, participants, transfers, recordings, source_system, source_instance,
           source_ids, estimated)
         values (gen_random_uuid(), 'email', $1, 'ended', $2, $2, 0, 0, 0, 'ivan@example.org', $3, '[]', '[]', '[]',
           'mail', 'box', '[]', '[]') returning id`,
        [direction, at(200), ivan.id]
      )
      return appendInteractions(tx, [rows[0].id])
    })
  t.equal((await write('inbound')).length, 1)
  t.match(await entries(), [{ state: 'open' }])
  t.match(
    (await write('outbound')).map(({ type }) => type),
    ['interaction', 'missed-call']
  )
  t.match(await entries(), [{ state: 'closed', closedAt: at(200), closedBy: { user: null } }])
})

t.test('a call that turns out to have been answered takes its attempt back', async (t) => {
  const { ingest, entries, published } = await start(t)
  await ingest(missed('1', 0))
  published.length = 0
  await ingest(answered('1', 0))
  t.same(await entries(), [], 'the only attempt: there is no entry')
  t.match(published.at(-1), { type: 'missed-call', data: { attempts: 0, state: 'closed' } }, 'and pages are told so')
  await ingest(missed('2', 100))
  await ingest(missed('3', 200))
  await ingest(answered('2', 100))
  t.match(await entries(), [{ state: 'open', attempts: 1, firstAt: at(200), dueAt: at(210 + 30 * 60) }])
  await ingest(missed('4', 300))
  await ingest(answered('4', 300))
  t.match(await entries(), [{ state: 'closed', attempts: 1, lastAt: at(200) }], 'a later one also reached the customer')
})

t.test('a call that is alive after all is no miss', async (t) => {
  const { ingest, entries } = await start(t)
  await ingest(missed('1', 0))
  await ingest(live(missed('1', 0), { state: 'alerting' }))
  t.same(await entries(), [])
})

t.test('a missed leg that is merged into a talk is no miss', async (t) => {
  const { ingest, entries } = await start(t)
  await ingest(missed('leg', 0))
  t.equal((await entries()).length, 1)
  await ingest(answered('whole', 0, { merged: ['asterisk:pbx1:leg'] }))
  t.same(await entries(), [])
})

t.test('a talk on the other telephone at the same time counts, and so does one that is told late', async (t) => {
  const { ingest, entries, idOf } = await start(t)
  await ingest(answered('talk', 100))
  await ingest(missed('during', 130))
  await ingest(missed('before', 50))
  await ingest(missed('after', 161))
  t.match(await entries(), [
    { state: 'closed', attempts: 2, closedBy: { interaction: await idOf('talk') } },
    { state: 'open', attempts: 1, firstAt: at(161) }
  ])
  await ingest(answered('older', 20))
  t.match((await entries())[1], { state: 'open' }, 'a talk before the miss closes nothing')
})

t.test(
  'a number that several share: the talk with one of them closes theirs, and the entry of nobody in particular',
  async (t) => {
    const { db, ingest, entries, add, idOf } = await start(t)
    const [ivan, olga] = [await add('Ivan', NUMBER, '89160000001'), await add('Olga', NUMBER, '89160000002')]
    await ingest(missed('nobody', 0))
    await ingest(missed('ivan', 1, from('89160000001')))
    await ingest(missed('olga', 2, from('89160000002')))
    t.match(await entries(), [{ contact: null }, { contact: { id: ivan.id } }, { contact: { id: olga.id } }])
    await ingest(live(answered('talk', 100), { state: 'alerting', answeredAt: null }))
    await chooseContact(db, await idOf('talk'), olga.id)
    await ingest(answered('talk', 100))
    t.match(await entries(), [{ state: 'closed' }, { state: 'open' }, { state: 'closed' }])
  }
)

t.test('a caller whom somebody names later: the entry goes along, and joins the one that they have', async (t) => {
  const { db, ingest, entries, add, idOf } = await start(t)
  const name = (key: string, contact: string | null) =>
    inTransaction(db, async (tx) => appendInteractions(tx, [(await chooseContact(tx, await idOf(key), contact)) ?? '']))
  await ingest(missed('1', 0))
  await ingest(missed('2', 10))
  const ivan = await add('Ivan', NUMBER)
  t.match(await entries(), [{ contact: { id: ivan.id }, attempts: 2 }], 'a new contact takes its missed calls')
  await ingest(missed('3', 20, from('89160000009')))
  t.equal((await name('3', ivan.id)).filter(({ type }) => type === 'missed-call').length, 2)
  t.match(await entries(), [{ contact: { id: ivan.id }, attempts: 3 }])
  await name('3', null)
  t.match(await entries(), [
    { contact: { id: ivan.id }, attempts: 2 },
    { contact: null, number: '+79160000009' }
  ])
})

t.test('merged contacts are one customer: attempts and talks of all records count', async (t) => {
  const { ingest, entries, add, deps } = await start(t)
  const [ivan, vanya] = [await add('Ivan', NUMBER), await add('Vanya', '89160000001')]
  await ingest(missed('1', 0))
  await ingest(missed('2', 1, from('89160000001')))
  await mergeContacts(deps, { winner: ivan.id, losers: [vanya.id] }, null)
  await ingest(missed('3', 10, from('89160000001')))
  t.match(
    (await entries()).map(({ contact }) => contact?.id),
    [ivan.id, ivan.id]
  )
  await ingest(answered('talk', 100))
  t.same(
    (await entries()).map(({ state }) => state),
    ['closed', 'closed']
  )
})

t.test('the entry is first of all that of the owner of the contact', async (t) => {
  const { db, ingest, entries, add } = await start(t)
  const ivan = await add('Ivan', NUMBER)
  await db.query('update contact set owner_id = $1 where id = $2', [ANNA, ivan.id])
  await ingest(missed('1', 0))
  t.match(await entries(), [{ owner: { id: ANNA, name: 'Anna' }, team: null }])
})

t.test(
  'many calls of one customer that end at the same time are one entry, and one talk among them closes it',
  async (t) => {
    const { ingest, entries } = await start(t)
    for (let round = 0; round < 20; round++) {
      const raw = `8495100${String(round).padStart(4, '0')}`
      const calls = Array.from({ length: 6 }, (_, i) => missed(`${round}-${i}`, i, from(raw)))
      const taken = round % 2 === 0 ? [answered(`${round}-talk`, 7, from(raw))] : []
      await Promise.all([...taken, ...calls].map((call) => ingest(call)))
    }
    const found = await entries()
    t.equal(found.length, 20)
    t.ok(found.every(({ attempts }) => attempts === 6))
    t.equal(found.filter(({ state }) => state === 'closed').length, 10)
  }
)
