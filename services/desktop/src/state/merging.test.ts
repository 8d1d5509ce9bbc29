import t from 'tap'
import type { Contact } from '../../../../contracts/contact.ts'
import { proposed, valueText, wishOf } from './merging.ts'

const contact = (id: string, over: Partial<Contact> = {}): Contact =>
  ({ id, phones: [], emails: [], keys: [], note: null, createdAt: '2026-01-01T00:00:00.000Z', ...over }) as Contact

t.test('the record that knows more is proposed as the main one, of equals the older', async (t) => {
  const knows = contact('knows', { note: 'calls at ten', createdAt: '2026-05-01T00:00:00.000Z' })
  t.equal(proposed(contact('bare'), knows), 'knows')
  t.equal(proposed(contact('newer', { createdAt: '2026-02-01T00:00:00.000Z' }), contact('older')), 'older')
})

t.test('a wish names the others as losers, and choices only where some were made', async (t) => {
  t.same(wishOf({ winner: 'a', fields: {} }, ['a', 'b']), { winner: 'a', losers: ['b'] })
  t.same(wishOf({ winner: 'b', fields: { note: 'a' } }, ['a', 'b']), {
    winner: 'b',
    losers: ['a'],
    fields: { note: 'a' }
  })
})

t.test('a value of a field is shown in words, nothing as nothing', async (t) => {
  t.equal(valueText({ id: '1', name: 'Anna' }), 'Anna')
  t.equal(valueText(['a', 'b']), 'a, b')
  t.equal(valueText(0), '0')
  for (const nothing of [null, undefined, '', []]) t.equal(valueText(nothing), null)
})
