import t from 'tap'
import { tellingOf } from './reasons.ts'

const AT = '2026-11-03T09:00:00.000Z'

t.test('a reason is told with its facts where they are there, and without them where not', async (t) => {
  t.match(tellingOf({ code: 'called-line', text: '', count: 2 }), { with: 'count', count: 2 })
  t.match(tellingOf({ code: 'shared-number', text: '' }), { with: null })
  t.match(tellingOf({ code: 'mentioned', text: '', at: AT }), { with: 'at', at: AT })
  t.match(tellingOf({ code: 'phone-exact', text: '', at: AT }), { with: null })
})

t.test('who said so is named only where it is known', async (t) => {
  const by = { id: '00000000-0000-0000-0000-000000000001', name: 'Анна' }
  t.match(tellingOf({ code: 'confirmed', text: '', at: AT, by }), { with: 'at', by: 'Анна' })
  t.match(tellingOf({ code: 'denied', text: '', at: AT, by: null }), { with: null })
})
