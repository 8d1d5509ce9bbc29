import pg from 'pg'
import t, { type Test } from 'tap'
import { callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { eventually, startCore } from '../harness.test.ts'
import { idAt } from '../interactions/quarters.ts'
import { learnWords } from './words.ts'

async function start(t: Test) {
  const core = await startCore(t)
  const db = new pg.Pool({ connectionString: core.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const search = async (q: string, more = '') => {
    const { status, body } = await core.ask('GET', `/api/v1/search?q=${encodeURIComponent(q)}${more}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body
  }
  return { core, db, search }
}

/** A letter, as an adapter of a mailbox leaves it. */
async function write(db: pg.Pool, at: string, text: string, more: Record<string, unknown> = {}): Promise<string> {
  const id = idAt(at)
  const row = {
    id,
    channel: 'email',
    subject: 'Letter',
    remote_name: 'Somebody',
    contact_id: null,
    users: [],
    transcript: null,
    ...more
  }
  await db.query(
    `insert into interaction (id, channel, direction, state, outcome, started_at, wait_seconds, talk_seconds,
       hold_seconds, remote_address, remote_name, contact_id, participants, user_ids, transfers, recordings, subject, text,
       transcript, source_system, source_instance, source_ids, estimated)
     values ($1, $2, 'inbound', 'ended', 'answered', $3, 0, 0, 0, 'a@b.ru', $4, $5, '[]', $6, '[]', '[]', $7, $8, $9,
       'imap', 'box', '[]', '[]')`,
    [id, row.channel, at, row.remote_name, row.contact_id, row.users, row.subject, text, row.transcript]
  )
  return id
}

const idsOf = ({ interactions }: { interactions: { interaction: { id: string } }[] }): string[] =>
  interactions.map(({ interaction }) => interaction.id)
const namesOf = ({ contacts }: { contacts: { contact: { displayName: string } }[] }): string[] =>
  contacts.map(({ contact }) => contact.displayName)
const day = (n: number): string => new Date(Date.now() - n * 86_400_000).toISOString()

t.test('words are found in their forms, in Russian and English, with ё as е, and while they are typed', async (t) => {
  const { db, search } = await start(t)
  const id = await write(db, day(1), 'Прошу выслать договоры поставки ёлки; invoices attached. Номер 12-345/А')
  for (const q of [
    ...[
      'договор',
      'Договоров поставка',
      'елка',
      'ЁЛКИ',
      'invoice',
      'attach',
      'дого',
      'прошу выс',
      'поставки ел',
      '12-345/а'
    ],
    ...['somebody', 'letter invoice', 'invoices'] // in the name and the subject, too
  ]) {
    t.same(idsOf(await search(q)), [id], q)
  }
  for (const q of ['выслать шубу', 'тавк', 'oice']) t.same(idsOf(await search(q)), [], q)
  t.match((await search('договор')).interactions[0].highlights, [
    {
      field: 'text',
      fragments: [
        { text: 'Прошу выслать ', hit: false },
        { text: 'договоры', hit: true }
      ]
    }
  ])
})

t.test('notes and transcripts are found from when they are written until they are not there any more', async (t) => {
  const { core, db, search } = await start(t)
  await core.emit(callEvent('1.1', 1))
  const { items } = await eventually(core.ask, '/api/v1/interactions', (page) => page.items.length === 1)
  const url = `/api/v1/interactions/${items[0].id}`
  await core.ask('PATCH', url, { note: 'Хочет скидку на самовары' })
  t.same(idsOf(await search('самовар')), [items[0].id])
  t.match((await search('скидка')).interactions[0].highlights, [{ field: 'note' }])
  await core.ask('PATCH', url, { note: null })
  t.same(idsOf(await search('самовар')), [])
  await db.query("update interaction set transcript = 'доброе утро, это про чайники'")
  t.same(idsOf(await search('чайник')), [items[0].id])
  t.equal((await core.ask('GET', url)).body.transcript, 'доброе утро, это про чайники')
})

t.test('misspelled words, and those typed in the other layout, find what they may mean, and it is said', async (t) => {
  const { core, db, search } = await start(t)
  const id = await write(db, day(2), 'Согласовали договор и смету')
  await core.ask('POST', '/api/v1/contacts', { displayName: 'Константин Преображенский' })
  await learnWords(db)
  t.match(await search('договр'), { interactions: [{ interaction: { id } }], corrected: 'договор' })
  t.match(await search('соглосовали смету'), {
    interactions: [{ interaction: { id } }],
    corrected: 'согласовали смету'
  })
  t.same(namesOf(await search('Преображинский')), ['Константин Преображенский'])
  t.match(await search('ljujdjh'), { interactions: [{ interaction: { id } }], corrected: 'договор' })
  t.equal((await search('договор')).corrected, null)
  t.match(await search('абракадабра'), { contacts: [], interactions: [], corrected: null })
  const list = (await core.ask('GET', `/api/v1/contacts?q=${encodeURIComponent('приображенский')}`)).body
  t.match(list.items, [{ displayName: 'Константин Преображенский' }])
  t.match((await core.ask('GET', `/api/v1/interactions?q=${encodeURIComponent('сметта')}`)).body.items, [{ id }])
})

t.test('contacts are found by all they hold, and by the beginning and the end of a number', async (t) => {
  const { core, search } = await start(t)
  const { body } = await core.ask('POST', '/api/v1/contacts', {
    ...{ displayName: 'Анна Петрова', account: 'ООО «Ромашка»', note: 'любит полевые цветы' },
    ...{ phones: [{ number: '+7 495 123-45-67' }, { number: '+44 20 7946 0018' }] },
    ...{ emails: [{ address: 'Anna.P@romashka.example' }], tags: ['vip-клиент'] }
  })
  for (const q of [
    ...['петр', 'ПЕТРОВ', 'анна пет', 'ромашка анна', 'полевых цветов', 'anna.p@roma', 'romashka.example', 'vip'],
    ...['8495123', '+7 (495) 12', '4567', '+4420', '60018']
  ]) {
    t.same(namesOf(await search(q)), ['Анна Петрова'], q)
  }
  for (const q of ['нна', 'романова', '8495124', '123']) t.same(namesOf(await search(q)), [], q)
  t.match((await search('петр')).contacts[0].highlights, [
    { field: 'displayName', fragments: [{ text: 'Анна ' }, { text: 'Петрова', hit: true }] }
  ])
  t.match((await search('4567')).contacts[0].highlights, [{ field: 'phones' }])
  await core.ask('PATCH', `/api/v1/contacts/${body.id}`, { displayName: 'Анна Сидорова', phones: [] })
  t.same(namesOf(await search('петр')), [])
  t.same(namesOf(await search('4567')), [])
  t.same(namesOf(await search('сидор')), ['Анна Сидорова'])
})

t.test('a merged contact is found by what any of its records says, and by its own again after an undo', async (t) => {
  const { core, search } = await start(t)
  const add = async (displayName: string, number: string) =>
    (await core.ask('POST', '/api/v1/contacts', { displayName, phones: [{ number }] })).body.id
  const [winner, loser] = [await add('Анна Каренина', '+74951234567'), await add('Аня Облонская', '+74957654321')]
  const merge = await core.ask('POST', '/api/v1/contacts/merges', { winner, losers: [loser] })
  t.equal(merge.status, 201)
  for (const q of ['каренина', 'облонская', '4567', '4321', 'облонская каренина']) {
    t.same(namesOf(await search(q)), ['Анна Каренина'], q)
  }
  await core.ask('POST', `/api/v1/contacts/merges/${merge.body.id}/undo`)
  t.same(namesOf(await search('облонская')), ['Аня Облонская'])
  t.same(namesOf(await search('каренина')), ['Анна Каренина'])
  t.same(namesOf(await search('облонская каренина')), [])
})

t.test('the newest come first, of common words and of rare ones, through all quarters, page by page', async (t) => {
  const { core, db } = await start(t)
  const ids: string[] = []
  for (let n = 0; n < 60; n++) ids.push(await write(db, day(n * 20), n % 20 === 19 ? 'редкий случай' : 'частый случай'))
  const read = async (q: string): Promise<string[]> => {
    const seen: string[] = []
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { body } = await core.ask('GET', `/api/v1/interactions?limit=7&q=${encodeURIComponent(q)}${more}`)
      seen.push(...body.items.map(({ id }: { id: string }) => id))
      cursor = body.nextCursor
    }
    return seen
  }
  t.same(await read('случаи'), ids)
  t.same(
    await read('редкие случаи'),
    [19, 39, 59].map((n) => ids[n])
  )
})

t.test('filters hold for what is searched', async (t) => {
  const { core, db } = await start(t)
  const letter = await write(db, day(1), 'про скидку')
  const form = await write(db, day(2), 'про скидку', { channel: 'form' })
  const list = async (query: string) =>
    (await core.ask('GET', `/api/v1/interactions?q=${encodeURIComponent('скидка')}&${query}`)).body.items
  t.match(await list('channel=form'), [{ id: form }])
  t.match(await list(`since=${day(1.5)}`), [{ id: letter }])
  t.same(await list('outcome=missed'), [])
  const answer = (await core.ask('GET', `/api/v1/search?q=${encodeURIComponent('скидка')}&kind=contacts`)).body
  t.same(answer, { contacts: [], interactions: [], corrected: null })
})

t.test('what cannot be looked for is told, or finds nothing', async (t) => {
  const { core, db, search } = await start(t)
  await write(db, day(1), "it's 100% <b>sure</b>: a & b | c ! (d) :* \\ '")
  for (const q of ["' & | ! ( ) : * \\", '&&&&', '%', '<->', "'", ':*', '\\', '   ']) {
    t.match(await search(q), { contacts: [], interactions: [], corrected: null }, q)
    t.same((await core.ask('GET', `/api/v1/contacts?q=${encodeURIComponent(q)}x'&`)).body.items ?? [], [], q)
  }
  t.equal((await search('sure & (100)')).interactions.length, 1)
  for (const q of ['x'.repeat(10_000), '']) {
    t.match(await core.ask('GET', `/api/v1/search?q=${q}`), {
      ...{ status: 400, body: { type: 'urn:perezvon:problem:bad-input', errors: [{ field: 'querystring:/q' }] } }
    })
  }
  t.equal((await core.ask('GET', `/api/v1/search?q=x&kind=nothing`)).status, 400)
})

t.test('words are learned by themselves, by one process at a time', async (t) => {
  const { db } = await start(t)
  await write(db, day(1), 'неповторимый')
  await Promise.all([learnWords(db), learnWords(db), learnWords(db)])
  await until(async () => (await db.query("select from search_word where word = 'неповторимый'")).rowCount === 1)
  t.equal((await db.query('select from search_word_new')).rowCount, 0)
})
