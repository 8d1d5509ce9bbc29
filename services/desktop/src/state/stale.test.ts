import t from 'tap'
import type { FeedItem } from '../../../../contracts/feed.ts'
import { staleAfter, staleBy } from './stale.ts'

const team = {
  ...{ type: 'team', cursor: '1', time: '2026-01-12T09:00:00.000Z', audience: { owner: null, team: null, users: [] } },
  data: {
    id: '0190a7f0-0000-7000-8000-000000000700',
    name: 'Sales',
    members: [],
    createdAt: '2026-01-12T09:00:00.000Z'
  }
} satisfies FeedItem

t.test('who saves a contact elsewhere makes its card, the lists and the duplicates read it again', async (t) => {
  t.ok(['contact', 'contacts', 'duplicates'].every((key) => staleBy('contact').includes(key)))
  t.same(staleBy('segment'), ['segments'])
})

t.test('after a break what was missed is read again, and after a long one everything', async (t) => {
  t.ok(staleAfter({ items: [team], reset: false }).includes('teams'))
  t.notOk(staleAfter({ items: [team], reset: false }).includes('contacts'))
  t.ok(['teams', 'contacts', 'tasks'].every((key) => staleAfter({ items: [], reset: true }).includes(key)))
})
