import t from 'tap'
import { keyOf } from './keys.ts'

t.test('a key is proposed in Latin letters for a name in any', async (t) => {
  t.equal(keyOf('Город', 40), 'gorod')
  t.equal(keyOf('Щёлково, юг 2', 40), 'schelkovo-yug-2')
  t.equal(keyOf('2nd phone', 40), 'nd-phone')
  t.equal(keyOf('«…»', 40), '')
  t.equal(keyOf('a b c', 2), 'a')
})
