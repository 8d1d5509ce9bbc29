import pg from 'pg'
import pino from 'pino'
import t, { type Test } from 'tap'
import { freshDatabase } from '../../../tests/postgres.ts'
import { nameKey } from '../duplicates/finding.ts'
import { migrate } from '../migrate.ts'
import { mergeContacts, undo } from './service.ts'

const PEOPLE = 12
const STEPS = 1_000
const idOf = (n: number): string => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`

/** The same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.floor((state / 4_294_967_296) * below)
  }
}

interface Person {
  readonly id: string
  into: Person | undefined
  name: string
  /** The minute of its first touch, if it has one. */
  readonly touched: number | undefined
  /** Whose name it shows, the newest last. */
  taken: { merge: string; from: Person }[]
}
interface Done {
  readonly id: string
  readonly winner: Person
  readonly losers: readonly Person[]
}

/** What merges mean, in a few lines: the database must come to the same. */
const rootOf = (person: Person): Person => (person.into ? rootOf(person.into) : person)
const shownBy = (person: Person): string => {
  const last = person.taken.at(-1)
  return last ? shownBy(last.from) : person.name
}
/** Of all that belong to it, the earliest. */
const touchOf = (root: Person, people: readonly Person[]): string | null => {
  const minutes = people.flatMap((one) => (rootOf(one) === root && one.touched !== undefined ? [one.touched] : []))
  return minutes.length > 0 ? momentOf(Math.min(...minutes)) : null
}
const momentOf = (minute: number): string => new Date(Date.UTC(2026, 0, 15, 9, minute)).toISOString()

async function start(t: Test) {
  const { url } = await freshDatabase(t)
  await migrate(url, pino({ level: 'silent' }))
  const db = new pg.Pool({ connectionString: url, max: 2 })
  t.teardown(() => db.end())
  for (let n = 0; n < PEOPLE; n++) {
    await db.query(
      `insert into contact (id, root_id, display_name, account, note, tags, fields, name_key)
       values ($1, $1, $2, $3, $4, $5, $6, $7)`,
      [
        idOf(n),
        `Person ${n}`,
        n % 3 ? `Company ${n}` : null,
        n % 4 ? null : `Note ${n}`,
        [`tag${n}`],
        { size: n },
        nameKey(`Person ${n}`)
      ]
    )
    await db.query('insert into contact_phone (contact_id, place, number, raw) values ($1, 1, $2, $2)', [
      idOf(n),
      `+7495${1_000_000 + n}`
    ])
  }
  const minuteOf = (n: number): number | undefined => (n % 4 ? (n * 7) % PEOPLE : undefined)
  for (let n = 0; n < PEOPLE; n++) {
    const minute = minuteOf(n)
    if (minute === undefined) continue
    await db.query(`insert into contact_touch (contact_id, interaction_id, at, channel) values ($1, $1, $2, 'call')`, [
      ...[idOf(n), momentOf(minute)]
    ])
  }
  await db.query('select refresh_contact_document(id) from contact')
  const people = Array.from({ length: PEOPLE }, (_, n): Person => {
    return { id: idOf(n), into: undefined, name: `Person ${n}`, touched: minuteOf(n), taken: [] }
  })
  return { db, people, deps: { db, publisher: { publish: () => {} }, forgetPops: () => {} } }
}

async function rowsOf(db: pg.Pool): Promise<unknown> {
  const { rows } = await db.query(
    `select to_jsonb(c) - array['version', 'updated_at', 'search', 'document'] as row,
       (select jsonb_agg(p order by p.place) from contact_phone p where p.contact_id = c.id) as phones,
       (select jsonb_agg(i.id order by i.id) from interaction i where i.contact_id = c.id) as interactions
     from contact c order by id`
  )
  return rows
}

async function isAsModelled(t: Test, db: pg.Pool, people: readonly Person[], step: number): Promise<void> {
  const { rows } = await db.query(
    `select root_id as root, display_name as name,
       case when root_id = id then contact_json(c) #>> '{firstTouch,at}' end as touch from contact c order by id`
  )
  const expected = people.map((person) => ({
    ...{ root: rootOf(person).id, name: shownBy(person) },
    touch: person.into ? null : touchOf(person, people)
  }))
  if (JSON.stringify(rows) !== JSON.stringify(expected)) t.same(rows, expected, `step ${step}`)
}

type World = Awaited<ReturnType<typeof start>>

async function mergeSome({ people, deps }: World, random: (below: number) => number): Promise<Done | undefined> {
  const roots = people.filter(({ into }) => into === undefined)
  if (roots.length < 2) return undefined
  const chosen = roots
    .map((root) => ({ root, at: random(1_000) }))
    .sort((a, b) => a.at - b.at)
    .slice(0, 2 + random(2))
    .map(({ root }) => root)
  const [winner, ...losers] = chosen as [Person, ...Person[]]
  const source = chosen[random(chosen.length)] as Person
  const fields = { displayName: source.id, note: (chosen[random(chosen.length)] as Person).id }
  const isChoice = source !== winner && chosen.some((one) => shownBy(one) !== shownBy(winner))
  const { id } = await mergeContacts(deps, { winner: winner.id, losers: losers.map(({ id }) => id), fields }, null)
  if (isChoice) winner.taken.push({ merge: id, from: source })
  for (const loser of losers) loser.into = winner
  return { id, winner, losers }
}

async function takeBack({ deps }: World, { id, winner, losers }: Done): Promise<void> {
  await undo(deps, id, null)
  winner.taken = winner.taken.filter(({ merge }) => merge !== id)
  for (const loser of losers) loser.into = undefined
}

t.test('a thousand merges and undos at random always come back to the same rows', async (t) => {
  const world = await start(t)
  const before = await rowsOf(world.db)
  const random = randomOf(42)
  const done: Done[] = []
  let returns = 0
  for (let step = 0; step < STEPS; step++) {
    const isUndo = done.length > 0 && random(100) < (done.length > 4 ? 75 : 45)
    if (isUndo) await takeBack(world, done.splice(random(done.length), 1)[0] as Done)
    const made = isUndo ? undefined : await mergeSome(world, random)
    if (made) done.push(made)
    await isAsModelled(t, world.db, world.people, step)
    if (done.length > 0) continue
    returns++
    t.same(await rowsOf(world.db), before, `all is taken back at step ${step}`)
  }
  for (const each of done) await takeBack(world, each)
  t.same(await rowsOf(world.db), before, 'all is taken back at the end')
  t.ok(returns > 3, 'it came back several times on the way')
  const { rows } = await world.db.query('select count(*)::int as n from contact_choice')
  t.equal(rows[0].n, 0)
})

t.test('what is added and changed between merges and undos stays where it belongs', async (t) => {
  const world = await start(t)
  const { db, people } = world
  const random = randomOf(7)
  const done: Done[] = []
  const added = new Map<string, string[]>()
  for (let step = 0; step < 300; step++) {
    const kind = random(4)
    const person = people[random(PEOPLE)] as Person
    if (kind === 0 && done.length > 0) await takeBack(world, done.splice(random(done.length), 1)[0] as Done)
    else if (kind === 1) {
      const made = await mergeSome(world, random)
      if (made) done.push(made)
    } else if (kind === 2) {
      const number = `+7812${1_000_000 + step}`
      const place = (added.get(person.id)?.length ?? 0) + 2
      await db.query('insert into contact_phone (contact_id, place, number, raw) values ($1, $2, $3, $3)', [
        ...[person.id, place, number]
      ])
      added.set(person.id, [...(added.get(person.id) ?? []), number])
    } else {
      const root = rootOf(person)
      root.name = `Renamed ${step}`
      root.taken = []
      await db.query('update contact set display_name = $2 where id = $1', [root.id, root.name])
    }
    await isAsModelled(t, db, people, step)
  }
  for (const each of [...done].reverse()) await takeBack(world, each)
  for (const person of people) {
    const { rows } = await db.query(
      `select display_name as name, root_id = id as alone, own,
         (select array_agg(number order by place) from contact_phone where contact_id = id and place > 1) as numbers
       from contact where id = $1`,
      [person.id]
    )
    const numbers = added.get(person.id) ?? null
    t.same(rows, [{ name: person.name, alone: true, own: {}, numbers }], person.id)
  }
})
