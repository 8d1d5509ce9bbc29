import t from 'tap'
import { escapeLike, fold, searchOf } from './search.ts'

t.test('a part of a number is looked for as its key begins, and as its digits', async (t) => {
  t.match(searchOf('8 (495) 123', 'RU')?.number, { begins: ['+7495123', '8495123'], digits: '8495123' })
  t.match(searchOf('+7495123', 'RU')?.number, { begins: ['+7495123', '7495123'] })
  t.match(searchOf('101', 'RU')?.number, { digits: '101' })
  t.equal(searchOf('room 101', 'RU')?.number, null)
  t.equal(searchOf('7', 'RU')?.number, null)
})

t.test('words are folded, so that neither case nor ё matters', async (t) => {
  t.same(searchOf('  Семён  ПЁТР ', 'RU')?.words, ['семен', 'петр'])
  t.equal(fold('ЁЛКА Ａ'), 'елка a')
  t.equal(searchOf('   ', 'RU'), undefined)
})

t.test('the signs of a pattern mean themselves', async (t) => {
  t.equal(escapeLike('100%_\\'), '100\\%\\_\\\\')
})
