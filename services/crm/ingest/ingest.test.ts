import pg from 'pg'
import pino from 'pino'
import t, { type Test } from 'tap'
import type { CallSnapshot } from '../../../contracts/call.ts'
import type { CallEvent } from '../../../contracts/event.ts'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { freshDatabase } from '../../../tests/postgres.ts'
import type { FeedRow } from '../feed/store.ts'
import { HUB } from '../harness.test.ts'
import { findInteraction } from '../interactions/store.ts'
import { migrate } from '../migrate.ts'
import { createIngest } from './service.ts'

const at = (second: number): string => `2026-01-15T09:00:${String(second).padStart(2, '0')}.000Z`

async function startIngest(t: Test) {
  const { url } = await freshDatabase(t)
  await migrate(url, pino({ level: 'silent' }))
  const db = new pg.Pool({ connectionString: url, max: 8 })
  t.teardown(() => db.end())
  const published: FeedRow[] = []
  const ingest = createIngest({
    ...{ db, hub: HUB, durable: async () => {} },
    publisher: { prepare() {}, publish: (rows) => void published.push(...rows) }
  })
  await db.query(
    "insert into app_user (id, login, name, role, password_hash) values ($1, 'anna', 'Anna', 'agent', '')",
    [USER]
  )
  await db.query("insert into user_extension (extension, user_id, place) values ('101', $1, 1)", [USER])
  await db.query("insert into contact (id, root_id, display_name) values ($1, $1, 'Ivan')", [CONTACT])
  await db.query(
    "insert into contact_phone (contact_id, place, number, raw) values ($1, 1, '+74951234567', '84951234567')",
    [CONTACT]
  )
  const idOf = async (subject: string): Promise<string> => {
    const { rows } = await db.query('select interaction_id as id from interaction_subject where subject = $1', [
      subject
    ])
    return rows[0]?.id
  }
  return { db, ingest, published, idOf, readBySubject: async (s: string) => findInteraction(db, await idOf(s)) }
}

const USER = '01890000-0000-7000-8000-000000000001'
const CONTACT = '01890000-0000-7000-8000-000000000002'

/** A queue call that a second call is merged into, transferred, recorded and ended: all that adapters ever said of it. */
function story(key: string): CallEvent[] {
  const first = `${key}-1`
  const second = `${key}-2`
  const talk = [agent('101', { state: 'connected', answeredAt: at(5), outcome: 'answered', talkSeconds: 2 })]
  const merged = [`asterisk:pbx1:${second}`]
  const rich: Partial<CallSnapshot> = {
    ...{ state: 'connected', answeredAt: at(5), participants: [...talk, agent('102', { key: 'PJSIP/102' })], merged },
    transfers: [{ at: at(9), kind: 'attended', by: '101', to: '102' }],
    recordings: [{ id: 'r1', startedAt: at(5) }]
  }
  return [
    callEvent(first, 100, { state: 'queued', queue: 'sales' }),
    callEvent(first, 101, { queue: 'sales', participants: [agent('101'), agent('102', { key: 'PJSIP/102' })] }),
    callEvent(first, 102, { state: 'connected', queue: 'sales', answeredAt: at(5), participants: talk }),
    callEvent(first, 103, { state: 'held', queue: 'sales', answeredAt: at(5), participants: talk, holdSeconds: 1 }),
    callEvent(first, 104, { ...rich, queue: 'sales' }, 'call.merged'),
    callEvent(first, 105, { ...rich, queue: 'sales', state: 'ended', outcome: 'answered', endedAt: at(30) }),
    callEvent(second, 90, { direction: 'internal', remote: { raw: null, name: null }, line: null }),
    callEvent(second, 95, { direction: 'internal', remote: { raw: null, name: null }, line: null, state: 'connected' }),
    callEvent(second, 99, { direction: 'internal', remote: { raw: null, name: null }, state: 'ended', endedAt: at(9) })
  ]
}

/** The same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[copy[i], copy[j]] = [copy[j] as T, copy[i] as T]
  }
  return copy
}

t.test('the same events in any order, any number of times, at once or one by one, give the same rows', async (t) => {
  const { db, ingest, readBySubject } = await startIngest(t)
  const finalState = async (key: string) => {
    const interaction = await readBySubject(`asterisk:pbx1:${key}-1`)
    const { rows: subjects } = await db.query(
      `select replace(subject, $1, '') as subject, version, absorbed,
         interaction_id = (select interaction_id from interaction_subject where subject = $2) as same
       from interaction_subject where subject like '%:' || $1 || '-%' order by subject`,
      [key, `asterisk:pbx1:${key}-1`]
    )
    const { rows: users } = await db.query(
      'select user_id, started_at from interaction_user where interaction_id = $1 order by user_id',
      [interaction?.id]
    )
    return JSON.parse(JSON.stringify({ ...interaction, id: 0, version: 0, subjects, users }).replaceAll(key, 'k'))
  }
  for (const event of story('inorder')) await ingest(event)
  const expected = await finalState('inorder')
  t.equal(expected.state, 'ended')
  t.equal(expected.contact.id, CONTACT)
  t.equal(expected.users.length, 1)

  for (let round = 0; round < 200; round++) {
    const random = randomOf(round + 1)
    const key = `round${round}`
    const events = story(key)
    const twice = shuffle([...events, ...events.filter(() => random() < 0.5)], random)
    if (round % 2 === 0) for (const event of twice) await ingest(event)
    else await Promise.all(twice.map((event) => ingest(event)))
    const found = await finalState(key)
    // An absorbed call that was never seen alive has said nothing that counts: only the survivor's words do.
    for (const s of [...found.subjects, ...expected.subjects]) if (s.absorbed) delete s.version
    if (JSON.stringify(found) !== JSON.stringify(expected)) t.same(found, expected, `round ${round}`)
  }
  const { rows } = await db.query(
    "select count(*)::int as n from interaction where state <> 'ended' or contact_id is null"
  )
  t.equal(rows[0].n, 0, 'no live or half a call is left over')
  const counted = await db.query('select count(*)::int as n, max(seq)::int as last from feed')
  t.equal(counted.rows[0].n, counted.rows[0].last, 'the event stream has no gap')
})

t.test('a merge keeps the notes of both, and the old id finds the survivor', async (t) => {
  const { db, ingest, published, idOf } = await startIngest(t)
  const events = story('m')
  await ingest(events[0])
  await ingest(events[6])
  const old = await idOf('asterisk:pbx1:m-2')
  const survivor = await idOf('asterisk:pbx1:m-1')
  await db.query("update interaction set note = 'from the second', disposition = 'sold' where id = $1", [old])
  await db.query("update interaction set note = 'from the first' where id = $1", [survivor])
  published.length = 0
  await ingest(events[4])
  const found = await findInteraction(db, old)
  t.match(found, { id: survivor, note: 'from the first\nfrom the second', disposition: 'sold' })
  t.match(
    published.map(({ data }) => data),
    [{ id: old, state: 'ended', mergedInto: survivor }, { id: survivor }],
    'the event stream says that the old one is gone'
  )
})

t.test('calls that each say the other was merged into them end as one', async (t) => {
  const { ingest, idOf } = await startIngest(t)
  await ingest(callEvent('a', 1, {}))
  await ingest(callEvent('b', 1, {}))
  await ingest(callEvent('a', 2, { merged: ['asterisk:pbx1:b'] }))
  await ingest(callEvent('b', 2, { merged: ['asterisk:pbx1:a'] }))
  await ingest(callEvent('a', 3, { state: 'ended', endedAt: at(9) }))
  t.equal(await idOf('asterisk:pbx1:a'), await idOf('asterisk:pbx1:b'))
})

t.test('a chain of merges ends at the last, whichever is heard first', async (t) => {
  const { ingest, idOf } = await startIngest(t)
  const chain = [
    callEvent('c1', 1, { merged: [] }),
    callEvent('c2', 2, { merged: ['asterisk:pbx1:c1'] }),
    callEvent('c3', 3, { merged: ['asterisk:pbx1:c2'] })
  ]
  for (const event of [...chain].reverse()) await ingest(event)
  const ids = await Promise.all(['c1', 'c2', 'c3'].map((id) => idOf(`asterisk:pbx1:${id}`)))
  t.equal(new Set(ids).size, 1)
})

t.test('a number that several contacts have leaves the call without a contact', async (t) => {
  const { db, ingest, readBySubject } = await startIngest(t)
  const other = '01890000-0000-7000-8000-000000000003'
  await db.query("insert into contact (id, root_id, display_name) values ($1, $1, 'Ivan the second')", [other])
  await db.query(
    "insert into contact_phone (contact_id, place, number, raw) values ($1, 1, '+74951234567', '84951234567')",
    [other]
  )
  await ingest(callEvent('shared', 1))
  t.equal((await readBySubject('asterisk:pbx1:shared'))?.contact, null)
})

t.test('characters that PostgreSQL cannot store are cut out of an event', async (t) => {
  const { ingest, readBySubject } = await startIngest(t)
  const name = "a\0b\ud800c<script>'; drop table interaction; --"
  await ingest(callEvent('odd', 1, { remote: { raw: 'anonymous\0', name } }))
  t.match(await readBySubject('asterisk:pbx1:odd'), {
    remote: { address: null, raw: 'anonymous', name: "abc<script>'; drop table interaction; --" }
  })
})

t.test('what is not a contact event is refused with the place of the fault', async (t) => {
  const { ingest } = await startIngest(t)
  const event = callEvent('bad', 1)
  await t.rejects(ingest({ ...event, data: { ...event.data, state: 'asleep' } }), { message: /\/data\/state/ })
  await t.rejects(ingest('nonsense'), { message: /not a contact event/ })
})

t.test('a gap in a link is told once', async (t) => {
  const { ingest, published } = await startIngest(t)
  const gap = {
    ...callEvent('x', 1),
    ...{ id: 'asterisk:pbx1:gap:1', type: 'feed.gap', subject: 'asterisk:pbx1:gap' },
    data: { version: 1, instance: 'pbx1', from: at(1), to: at(2), reason: 'the link was down' }
  }
  await ingest(gap)
  await ingest(gap)
  t.equal(published.length, 1)
  t.match(published[0], { type: 'feed-gap', data: { instance: 'pbx1', from: at(1), to: at(2) } })
})

t.test('calls that nobody knows of any more end with a gap, and what is told of them later holds', async (t) => {
  const { ingest, published, readBySubject } = await startIngest(t)
  const subject = (key: string): string => `asterisk:pbx1:${key}`
  const talking: Partial<CallSnapshot> = {
    state: 'connected',
    answeredAt: at(2),
    participants: [agent('101', { state: 'connected' })]
  }
  await ingest(callEvent('known', 5))
  await ingest(callEvent('rings', 5, { participants: [agent('101')] }))
  await ingest(callEvent('talks', 6, talking))
  await ingest(callEvent('later', 50))
  await ingest(callEvent('over', 7, { state: 'ended', outcome: 'busy', endedAt: at(3) }))
  await ingest({ ...callEvent('elsewhere', 5), subject: 'asterisk:pbx2:elsewhere' })
  const gap = (version: number, calls?: string[]) => ({
    ...callEvent('x', 1),
    ...{ id: `asterisk:pbx1:link@${version}`, type: 'feed.gap', subject: 'asterisk:pbx1:link' },
    data: { version, instance: 'pbx1', from: at(4), to: at(8), reason: 'killed', ...(calls && { calls }) }
  })
  await ingest(gap(19))
  t.equal(
    (await readBySubject(subject('rings')))?.state,
    'alerting',
    'a gap that does not say what is known ends nothing'
  )
  published.length = 0
  await ingest(gap(20, [subject('known'), 'asterisk:pbx1:never-seen']))
  t.match(await readBySubject(subject('rings')), {
    ...{
      state: 'ended',
      outcome: 'missed',
      reason: 'link-lost',
      endedAt: at(8),
      estimated: ['endedAt', 'leftAt', 'outcome']
    },
    participants: [{ state: 'null', leftAt: at(8) }]
  })
  t.match(await readBySubject(subject('talks')), { state: 'ended', outcome: 'answered', endedAt: at(8) })
  for (const key of ['known', 'later']) t.not((await readBySubject(subject(key)))?.state, 'ended', key)
  t.match(await readBySubject(subject('over')), { outcome: 'busy', endedAt: at(3), version: 1 })
  t.not((await readBySubject('asterisk:pbx2:elsewhere'))?.state, 'ended')
  t.same(
    published.map(({ type }) => type).filter((type) => type !== 'missed-call'),
    ['interaction', 'interaction', 'feed-gap']
  )
  await ingest(gap(20, []))
  t.not((await readBySubject(subject('known')))?.state, 'ended', 'the same gap again says nothing new')
  await ingest(callEvent('rings', 9, { state: 'ended', outcome: 'abandoned', endedAt: at(6) }))
  t.match(await readBySubject(subject('rings')), {
    state: 'ended',
    outcome: 'abandoned',
    endedAt: at(6),
    estimated: []
  })
})

t.test('a call that was asked for and that no telephone system knows yet is not ended by a gap', async (t) => {
  const { db, ingest, readBySubject } = await startIngest(t)
  await ingest(callEvent('asked', 0))
  await ingest({
    ...callEvent('x', 1),
    ...{ id: 'asterisk:pbx1:link@20', type: 'feed.gap', subject: 'asterisk:pbx1:link' },
    data: { version: 20, instance: 'pbx1', from: at(4), to: at(8), reason: 'killed', calls: [] }
  })
  t.not((await readBySubject('asterisk:pbx1:asked'))?.state, 'ended')
  t.equal((await db.query('select from feed_gap')).rowCount, 1)
})

t.test('what a pop will show is read while the disk is waited for, and nobody is told before', async (t) => {
  const { db } = await startIngest(t)
  const steps: string[] = []
  const ingest = createIngest({
    ...{ db, hub: HUB },
    durable: async () => void steps.push('disk'),
    publisher: { prepare: (rows) => void steps.push(`read for ${rows.length}`), publish: () => void steps.push('told') }
  })
  await ingest(callEvent('early', 1))
  t.same(steps, ['read for 1', 'disk', 'told'])
})
