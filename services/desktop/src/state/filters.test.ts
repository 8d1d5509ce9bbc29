import t from 'tap'
import {
  asked,
  askedLeads,
  changedFilter,
  contactFilter,
  interactionFilter,
  leadFilter,
  sameFilter
} from './filters.ts'

t.test('of an address only what is a filter of the list is one', async (t) => {
  const address = new URLSearchParams('q=anna&owner=me&view=open&field.city=Тверь&user=me&tag=')
  t.same(contactFilter(address), { q: 'anna', owner: 'me', 'field.city': 'Тверь' })
  t.same(interactionFilter(address), { q: 'anna', user: 'me' })
})

t.test('a value that is emptied leaves the filter', async (t) => {
  t.same(changedFilter({ q: 'x', user: 'me' }, { user: null, q: '', state: 'ended' }), { state: 'ended' })
})

t.test('filters are the same in whatever order they were chosen', async (t) => {
  t.ok(sameFilter({ a: '1', b: '2' }, { b: '2', a: '1' }))
  t.notOk(sameFilter({ a: '1' }, { a: '1', b: '2' }))
  t.notOk(sameFilter({ a: '1' }, { a: ['1', '2'] }))
})

t.test('“today” is kept as a word and asked for as the time at which this day began', async (t) => {
  t.same(asked({ since: 'today', user: 'me' }, '2026-11-23T00:00:00.000Z'), {
    since: '2026-11-23T00:00:00.000Z',
    user: 'me'
  })
  t.same(asked({ since: '2026-01-01T00:00:00.000Z' }, '2026-11-23T00:00:00.000Z'), {
    since: '2026-01-01T00:00:00.000Z'
  })
})

t.test('leads are the open ones unless the address says otherwise', async (t) => {
  const filter = (address: string) => askedLeads(leadFilter(new URLSearchParams(address)))
  t.same(filter('q=anna&lead=17'), { q: 'anna', state: 'open' })
  t.same(filter('state=won&owner=me'), { state: 'won', owner: 'me' })
  t.same(filter('state=all'), {})
})
