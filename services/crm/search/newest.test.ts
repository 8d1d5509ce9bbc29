import pg from 'pg'
import pino from 'pino'
import t, { type Test } from 'tap'
import { freshDatabase } from '../../../tests/postgres.ts'
import { migrate } from '../migrate.ts'
import type { Db } from '../transaction.ts'
import { isIndexCheaper, newestIds } from './newest.ts'

const CONTACTS = 12_000

/** How often each word is met, and where: the second not among the next 300 after the first 400, the third in none of these. */
const WORDS = `array_remove(array[
  case when n % 5 = 0 then 'common' end,
  case when n % 25 = 0 and n not between 11300 and 11600 then 'fourpercent' end,
  case when n % 100 = 0 and n <= 11600 then 'onepercent' end,
  case when n % 3000 = 0 then 'rare' end,
  case when n < 800 then 'longago' end], null)`

async function start(t: Test) {
  const { url } = await freshDatabase(t)
  await migrate(url, pino({ level: 'silent' }))
  const db = new pg.Pool({ connectionString: url, max: 2 })
  t.teardown(() => db.end())
  await db.query(
    `insert into contact (id, root_id, display_name, document)
     select id, id, 'x', array_to_tsvector(${WORDS}) from (
       select n, ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id from generate_series(1, $1::int) n) c`,
    [CONTACTS]
  )
  const asked: string[] = []
  const listened = {
    query: (config: pg.QueryConfig | string, values?: unknown[]) => {
      asked.push(typeof config === 'string' ? config : config.text)
      return db.query(config as string, values)
    }
  } as Db
  const find = (word: string, limit: number, before?: string) =>
    newestIds(listened, { table: 'contact', wanted: (put) => [`c.document @@ ${put(word)}::tsquery`] }, before, limit)
  const plain = async (word: string): Promise<string[]> =>
    (await db.query('select id from contact where document @@ $1::tsquery order by id desc', [word])).rows.map(
      ({ id }) => id
    )
  return { find, plain, asked }
}

t.test('however common a word is, its rows come newest first, each once, and page by page', async (t) => {
  const { find, plain } = await start(t)
  for (const word of ['common', 'fourpercent', 'onepercent', 'rare', 'longago', 'nowhere']) {
    const all = await plain(word)
    t.same(await find(word, 21), all.slice(0, 21), word)
    if (all.length > 21) t.same(await find(word, 21, all[20]), all.slice(21, 42), `${word}, the next page`)
  }
})

t.test('the index is not asked for all there are when only the last few are missing', async (t) => {
  const { find, asked } = await start(t)
  const isIndexAsked = (): boolean => asked.splice(0).some((text) => text.includes('offset 0'))
  for (const word of ['common', 'fourpercent', 'onepercent']) {
    t.equal((await find(word, 21)).length, 21)
    t.notOk(isIndexAsked(), word)
  }
  t.equal((await find('longago', 21)).length, 21)
  t.ok(isIndexAsked(), 'what none of the newest has is in the index')
})

t.test('rows are looked at as long as that costs less than what the index would fetch', async (t) => {
  const inQuarter = 250_000
  const among = (found: number, seen: number, inIndex = found): boolean =>
    isIndexCheaper({ seen, found, inIndex, missing: 20 - found }, inQuarter, 3)
  t.ok(among(0, 400), 'none of 400: the index has a few hundred')
  t.ok(among(1, 400))
  t.notOk(among(4, 400), 'one in a hundred: the index would fetch thousands, and 2,000 more rows have enough')
  t.notOk(among(0, 400, 40), 'a common word, and something else that is rare: the index has all with the word')
  t.notOk(isIndexCheaper({ seen: 400, found: 0, inIndex: 0, missing: 20 }, 100 * inQuarter, 3), 'a far longer history')
  t.ok(isIndexCheaper({ seen: 8_400, found: 0, inIndex: 0, missing: 20 }, 20 * inQuarter, 3), 'but not for ever')
})
