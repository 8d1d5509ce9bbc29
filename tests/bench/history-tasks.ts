import type pg from 'pg'
import { TIMELINE_KINDS } from '../../contracts/timeline.ts'
import { findCandidates } from '../../services/crm/contacts/candidates.ts'
import { listInteractions } from '../../services/crm/interactions/list.ts'
import { search } from '../../services/crm/search/service.ts'
import { searchOf } from '../../services/crm/search.ts'
import { readTimeline } from '../../services/crm/timeline/store.ts'
import { EVERYTHING } from '../../services/crm/visibility.ts'
import { contactId, phoneOf, REGULARS } from './history-data.ts'

const PAGE = 50

/** What is asked of the history; `floor` is the plain statement that finds the same rows. */
export interface Task {
  readonly name: string
  /** Milliseconds that its p99 should stay under. */
  readonly aim: number
  readonly ours: (db: pg.Pool) => Promise<unknown>
  readonly floor: (db: pg.Pool) => Promise<unknown>
}

/** What there is to ask about. */
export interface Known {
  readonly contacts: number
  readonly words: readonly string[]
  readonly names: readonly string[]
}

const any = (below: number): number => Math.floor(Math.random() * below)
const one = <T>(items: readonly T[]): T => items[any(items.length)] as T
const agent = (): string => agentOf(1 + any(100))
const team = (): string[] => {
  const first = any(10)
  return Array.from({ length: 10 }, (_, n) => agentOf(1 + first + n * 10))
}
function agentOf(n: number): string {
  const id = `${(1_668_000_000_000 + n * 1000).toString(16).padStart(12, '0')}70098${n.toString(16).padStart(15, '0')}`
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const plain =
  (text: string, values: () => unknown[]) =>
  (db: pg.Pool): Promise<unknown> => {
    const name = `floor-${text.length}-${text.slice(0, 40)}`
    return db.query({ name, text, values: values() })
  }
const page = (where: string): string =>
  `select * from interaction where ${where} order by started_at desc, id desc limit 51`
const lists = (
  name: string,
  filter: () => Parameters<typeof listInteractions>[1],
  where: string,
  values: () => unknown[]
): Task => ({
  ...{
    name,
    aim: 20,
    ours: (db) => listInteractions(db, filter(), undefined, PAGE + 1),
    floor: plain(page(where), values)
  }
})
const searches = (name: string, text: () => string): Task => ({
  name,
  aim: 100,
  ours: (db) => {
    const typed = searchOf(text(), 'RU')
    if (!typed) throw new Error('nothing to search')
    return search(db, typed, { kind: undefined, limit: 20, sight: EVERYTHING })
  },
  floor: plain(
    `select id from interaction where document @@ plainto_tsquery('hub_words', $1) and id > (
       select id from interaction order by id desc offset 2000 limit 1) order by id desc limit 20`,
    () => [text()]
  )
})

const COMMON = ['заказ', 'договор', 'счёт', 'доставка', 'invoice', 'скидка']
const misspelt = (word: string): string => word.slice(0, 3) + word.slice(4)

export const tasksOf = ({ contacts, words, names }: Known): readonly Task[] => [
  {
    name: 'look-up by phone',
    aim: 2,
    ours: (db) => findCandidates(db, { kind: 'phone', value: phoneOf(any(contacts)) }),
    floor: plain('select contact_id from contact_phone where number = $1', () => [phoneOf(any(contacts))])
  },
  {
    name: 'timeline, first page',
    aim: 10,
    ours: (db) =>
      readTimeline(db, {
        ...{
          contact: contactId(any(REGULARS)),
          kinds: TIMELINE_KINDS,
          before: undefined,
          sight: EVERYTHING,
          limit: PAGE + 1
        }
      }),
    floor: plain(page('contact_id = $1'), () => [contactId(any(REGULARS))])
  },
  lists(
    'list: all',
    () => ({}),
    'true',
    () => []
  ),
  lists(
    'list: mine',
    () => ({ users: [agent()] }),
    'user_ids @> array[$1::uuid]',
    () => [agent()]
  ),
  lists(
    "list: my team's",
    () => ({ users: team() }),
    'user_ids && $1::uuid[]',
    () => [team()]
  ),
  lists(
    'list: missed',
    () => ({ outcome: 'missed' }),
    "outcome = 'missed'",
    () => []
  ),
  lists(
    'list: unanswered, of a queue',
    () => ({ unanswered: true, queue: `queue${any(6)}` }),
    "direction = 'inbound' and state = 'ended' and outcome <> 'answered' and queue = $1",
    () => [`queue${any(6)}`]
  ),
  lists(
    'list: mine, missed',
    () => ({ users: [agent()], outcome: 'missed' }),
    "user_ids @> array[$1::uuid] and outcome = 'missed'",
    () => [agent()]
  ),
  lists(
    'list: forms of a line',
    () => ({ channel: 'form', line: `555010${any(10)}` }),
    "channel = 'form' and line = $1",
    () => [`555010${any(10)}`]
  ),
  lists(
    'list: today',
    () => ({ since: new Date(Date.now() - 86_400_000).toISOString() }),
    'started_at > $1',
    () => [new Date(Date.now() - 86_400_000).toISOString()]
  ),
  searches('search: a common word', () => one(COMMON)),
  searches('search: a rare word', () => one(words)),
  searches('search: two words', () => `${one(COMMON)} ${one(words)}`),
  searches('search: a name', () => one(names)),
  searches('search: as it is typed', () => one([...words, ...names]).slice(0, 3 + any(3))),
  searches('search: misspelt', () => misspelt(one(names))),
  searches('search: the end of a number', () => phoneOf(any(contacts)).slice(-4 - any(3)))
]
