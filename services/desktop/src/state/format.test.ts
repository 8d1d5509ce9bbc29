import t from 'tap'
import { clockOf, dialable, phoneOf, secondsSince } from './format.ts'

t.test('a duration is read as a clock', async (t) => {
  t.equal(clockOf(0), '0:00')
  t.equal(clockOf(65.9), '1:05')
  t.equal(clockOf(3725), '1:02:05')
  t.equal(clockOf(-3), '0:00')
})

t.test('time that has not come yet counts as none', async (t) => {
  t.equal(secondsSince('2026-01-01T00:00:10.000Z', Date.parse('2026-01-01T00:00:00.000Z')), 0)
})

t.test('Russian numbers are grouped, others stay', async (t) => {
  t.equal(phoneOf('+74951234567'), '+7 495 123-45-67')
  t.equal(phoneOf('101'), '101')
  t.equal(phoneOf('+4930123456'), '+4930123456')
})

t.test('the dial box takes numbers as people write them and nothing else', async (t) => {
  t.equal(dialable(' 8 (495) 123-45-67 '), '84951234567')
  t.equal(dialable('+7 495 1234567'), '+74951234567')
  t.equal(dialable('*97'), '*97')
  t.equal(dialable('Анна'), null)
  t.equal(dialable('101\r\nAction: Command'), null)
  t.equal(dialable('+'), null)
})
