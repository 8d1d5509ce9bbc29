import pg from 'pg'

/** Three years of history are made in the database itself, in bulk: no index is kept meanwhile, but made afterwards. */
export const YEARS = 3
const SENTENCES = 100_000
const AGENTS = 100
const BATCH = 250_000
/** These customers have a fifth of all interactions between them: their timelines are longer than a page. */
export const REGULARS = 2_000

const WORDS = `
  drop table if exists bench_word; create table bench_word (n int primary key, word text);
  insert into bench_word select n, coalesce((array['заказ','договор','счёт','доставка','оплата','клиент','звонок','товар',
      'скидка','возврат','поставка','склад','срок','цена','invoice','order','delivery','менеджер','адрес','письмо'])[n],
    (select string_agg((array['ка','ро','ми','то','ле','на','ву','ши','со','пре','гра','де','по','ни','ста','бе'])
      [1 + get_byte(decode(md5(n || 'w' || g), 'hex'), 0) % 16], '') from generate_series(1, 2 + n % 4) g))
    from generate_series(1, 20000) n;
  drop table if exists bench_sentence; create table bench_sentence (n int primary key, said text, document tsvector);
  insert into bench_sentence (n, said) select n, (select string_agg(word, ' ') from (
      select floor(20000 ^ random())::int as at from generate_series(1, 12 + n % 5)) x join bench_word w on w.n = x.at)
    from generate_series(1, ${SENTENCES}) n;
  update bench_sentence set document = search_document(said);
  insert into search_word select distinct word from bench_sentence, unnest(tsvector_to_array(document)) word
    where word ~ '^[^0-9]{3,30}$' on conflict do nothing;`

const PEOPLE = `
  insert into app_user (id, login, name, role, password_hash)
    select bench_id(n, 9), 'bench' || n, 'Agent ' || n, 'agent', '' from generate_series(1, ${AGENTS}) n;
  insert into team (id, name) select bench_id(n, 8), 'Team ' || n from generate_series(1, 10) n;
  insert into team_member select bench_id(1 + n % 10, 8), bench_id(n, 9) from generate_series(1, ${AGENTS}) n;`

/** The n-th id of a kind, for which nothing is looked up. Later ones are newer. */
const IDS = `create or replace function bench_id(n bigint, kind int) returns uuid language sql immutable
  return (lpad(to_hex(1668000000000 + n * 1000), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid`

const contacts = (from: number, to: number): string => `
  with drawn as materialized (
    select n, 1 + floor(random() * 10)::int as first, 20 + floor(19000 ^ random())::int as last
    from generate_series(${from}::int, ${to}::int - 1) n),
  made as materialized (
    select bench_id(d.n, 1) as id, d.n,
      (array['Иван','Анна','Пётр','Мария','Алексей','Ольга','Сергей','Елена','Дмитрий','Наталья'])[d.first]
        || ' ' || initcap(w.word) || (array['ов','ев','ин','ский'])[1 + d.n % 4] as name
    from drawn d join bench_word w on w.n = d.last),
  phones as (insert into contact_phone (contact_id, place, number, raw)
    select id, 1, '+7' || 9000000000 + n, '8' || 9000000000 + n from made),
  emails as (insert into contact_email (contact_id, place, address, key)
    select id, 1, 'c' || n || '@mail.example', 'c' || n || '@mail.example' from made where n % 3 = 0)
  insert into contact (id, root_id, display_name, search, document)
  select id, id, name, lower(name), to_tsvector('simple', search_text(name)) || to_tsvector('hub_stems', search_text(name))
    || array_to_tsvector(array['7' || 9000000000 + n, 'r' || reverse('7' || 9000000000 + n)])
  from made`

/** A third have words; one call in seven came to nobody. */
interface Share {
  /** The first of those that are made together, which lie evenly in the years, and how many these are. */
  readonly first: number
  readonly count: number
  readonly people: number
}
const OUTCOME = "case when n % 7 = 0 then 'missed' when n % 200 = 1 then 'voicemail' else 'answered' end"
const interactions = (from: number, to: number, { first, count, people }: Share): string => `
  with made as materialized (
    select n, now() - make_interval(secs => ${YEARS} * 31557600.0 * (1 - (n - ${first})::float8 / ${count})) as at,
      case when n % 5 = 0 then (n / 5) % ${REGULARS} else floor(random() * ${people})::bigint end as who,
      1 + floor(random() * ${AGENTS})::int as agent, floor(random() * 100)::int as lot,
      case when n % 3 = 0 then 1 + floor(random() * ${SENTENCES})::int end as one,
      1 + floor(random() * ${SENTENCES})::int as two
    from generate_series(${from}::bigint, ${to}::bigint - 1) n),
  row as materialized (
    select m.*, (left(uuid_floor(at)::text, 14) || '7' || lpad(to_hex(m.n % 4096), 3, '0') || '-8000-' || lpad(to_hex(m.n), 12, '0'))::uuid as id,
      case when m.one is null or m.lot < 40 then 'call' when m.lot < 80 then 'email' else 'form' end as channel,
      a.said || ' ' || b.said as said, a.document || b.document as document
    from made m left join bench_sentence a on a.n = m.one left join bench_sentence b on b.n = m.two and m.one is not null),
  took as (insert into interaction_user (user_id, started_at, interaction_id, outcome)
    select bench_id(agent, 9), at, id, ${OUTCOME} from row)
  insert into interaction (id, channel, direction, state, outcome, started_at, answered_at, ended_at, wait_seconds,
    talk_seconds, hold_seconds, remote_address, remote_raw, line, queue, contact_id, contact_by, participants, user_ids,
    transfers, recordings, note, disposition, source_system, source_instance, source_ids, estimated, subject, text, document)
  select id, channel, case when lot % 4 = 0 then 'outbound' else 'inbound' end, 'ended',
    ${OUTCOME}, at, at, at, 5, lot, 0,
    '+7' || 9000000000 + who, '8' || 9000000000 + who, '555010' || lot % 10, case when lot < 60 then 'queue' || lot % 6 end,
    bench_id(who, 1), 'number', jsonb_build_array(jsonb_build_object('kind', 'agent', 'endpoint', 'PJSIP/' || agent,
      'address', agent::text, 'name', null, 'via', 'queue', 'state', 'null', 'offeredAt', iso(at), 'answeredAt', iso(at),
      'leftAt', iso(at), 'outcome', 'answered', 'talkSeconds', lot, 'holdSeconds', 0,
      'user', jsonb_build_object('id', bench_id(agent, 9), 'name', 'Agent ' || agent))),
    array[bench_id(agent, 9)], '[]', '[]', case when channel = 'call' then said end,
    case when lot < 5 then 'sale' end, 'asterisk', 'pbx1', jsonb_build_array(n::text), '[]',
    case when channel <> 'call' then left(said, 40) end, case when channel <> 'call' then said end, document
  from row`

export const contactId = (n: number): string => {
  const hex = (1_668_000_000_000 + n * 1000).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7001-8${n.toString(16).padStart(15, '0').slice(0, 3)}-${n.toString(16).padStart(15, '0').slice(3)}`
}
export const phoneOf = (n: number): string => `+7${9_000_000_000 + n}`

type Say = (line: string) => void

async function inBatches(db: pg.Pool, from: number, to: number, statement: (from: number, to: number) => string) {
  const starts = Array.from({ length: Math.ceil((to - from) / BATCH) }, (_, n) => from + n * BATCH)
  const work = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      await db.query(statement(start, Math.min(start + BATCH, to)))
    }
  }
  await Promise.all([work(), work()]) // two cores
}

/** Drops the indexes of the tables that are no constraints; answers how to make them again. */
async function dropIndexes(db: pg.Pool, tables: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ name: string; made: string }>(
    `select i.indexrelid::regclass::text as name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as made
     from pg_index i left join pg_constraint c on c.conindid = i.indexrelid
     where i.indrelid = any($1::regclass[]) and c.oid is null`,
    [tables]
  )
  for (const { name } of rows) await db.query(`drop index ${name}`)
  return rows.map(({ made }) => made)
}

async function withoutIndexes(db: pg.Pool, tables: string[], say: Say, fill: () => Promise<void>): Promise<void> {
  const began = Date.now()
  const indexes = await dropIndexes(db, tables)
  await fill()
  say(`filled in ${Math.round((Date.now() - began) / 1000)} s; making ${indexes.length} indexes`)
  for (const index of indexes) await db.query(index)
  await db.query(`vacuum (analyze) ${tables.join(', ')}`)
  say(`made in ${Math.round((Date.now() - began) / 1000)} s`)
}

const openBulk = (url: string): pg.Pool =>
  new pg.Pool({
    connectionString: url,
    max: 2, // What triggers and foreign keys see to is made here at once.
    options: '-c session_replication_role=replica -c work_mem=256MB -c maintenance_work_mem=1GB'
  })

export async function makeContacts(url: string, count: number, say: Say): Promise<void> {
  const db = openBulk(url)
  await db.query("alter system set max_wal_size = '8GB'")
  await db.query('select pg_reload_conf()')
  await db.query(IDS)
  await db.query(WORDS)
  await db.query(PEOPLE)
  await db.query(
    `select interaction_quarter(now() - make_interval(months => 3 * n)) from generate_series(0, ${YEARS * 4}) n`
  )
  await withoutIndexes(db, ['contact', 'contact_phone', 'contact_email'], say, () => inBatches(db, 0, count, contacts))
  await db.end()
}

/** Adds the `from`-th to the `to`-th interaction. */
export async function makeInteractions(url: string, from: number, to: number, people: number, say: Say): Promise<void> {
  const db = openBulk(url)
  await withoutIndexes(db, ['interaction', 'interaction_user'], say, () =>
    inBatches(db, from, to, (start, end) => interactions(start, end, { first: from, count: to - from, people }))
  )
  await db.query(`insert into contact_spoke select contact_id, max(started_at) from interaction
    where contact_id is not null and outcome = 'answered' group by contact_id
    on conflict (contact_id) do update set at = excluded.at`)
  await db.query('vacuum (analyze) contact_spoke')
  await db.query('checkpoint') // else the disk is still written to while the first questions are asked
  await db.end()
}

const FITS = 6 * 1024 ** 3

/**
 * What a hub that has run for a while has read before, and what was made long ago has been driven out of memory by what was made
 * since: a whole history of a few gigabytes, of a larger one the contacts.
 */
export async function readIntoMemory(url: string): Promise<void> {
  const db = new pg.Client(url)
  await db.connect()
  await db.query('create extension if not exists pg_prewarm')
  await db.query(
    `select pg_prewarm(oid, 'read') from pg_class where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace
       and (relname ~ '^contact' or pg_database_size(current_database()) < $1)`,
    [FITS]
  )
  await db.end()
}

/** A copy of the whole database, with what the planner knows of it; answers where it is. */
export async function copyDatabase(url: string, name: string): Promise<string> {
  const copy = new URL(url)
  const from = decodeURIComponent(copy.pathname.slice(1))
  copy.pathname = '/postgres'
  const admin = new pg.Client(copy.href)
  await admin.connect()
  await admin.query(`create database ${name} template ${from} strategy file_copy`)
  await admin.query('checkpoint')
  await admin.end()
  copy.pathname = `/${name}`
  return copy.href
}
