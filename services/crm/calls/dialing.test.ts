import t from 'tap'
import type { HubError } from '../../../contracts/errors.ts'
import { destinationOf } from './dialing.ts'

const rules = (allow: string[], deny: string[] = [], extensions: string[] = ['101', '2000001']) => ({
  ...{ region: 'RU', dialing: { allow, deny }, extensions: new Set(extensions) }
})
const USUAL = rules(['+7', '8800', 'internal'], ['+7809'])

function refused(to: string, given = USUAL): string {
  try {
    return `allowed ${destinationOf(to, given).digits}`
  } catch (err) {
    return (err as HubError).word
  }
}

t.test('what is not a telephone number is refused as such', async (t) => {
  for (const to of [
    'alice',
    '<script>alert(1)</script>',
    '101\r\nAction: Command',
    '8495123\n4567',
    '101@evil',
    '101&SIP/102',
    'PJSIP/101',
    '${SHELL(id)}',
    '+',
    '--',
    '1234567890123456',
    '7495+1234567',
    '101,1,n',
    '*45',
    '101\0',
    '٠١٢٣'
  ]) {
    t.equal(refused(to), 'not-a-number', JSON.stringify(to))
  }
})

t.test('a number is dialled as its digits, whatever was written between them', async (t) => {
  for (const to of ['8 (495) 123-45-67', '+7 495 1234567', '74951234567']) {
    t.same(destinationOf(to, USUAL), { kind: 'external', digits: '74951234567', key: '+74951234567' }, to)
  }
  t.same(destinationOf('8 800 123-45-67', rules(['8800'])), {
    ...{ kind: 'external', digits: '78001234567', key: '+78001234567' }
  })
})

t.test('only allowed prefixes are called, and a denied one never', async (t) => {
  t.equal(refused('+49 30 1234567'), 'number-not-allowed')
  t.equal(refused('8 10 49 30 1234567'), 'number-not-allowed', 'the international prefix does not get around it')
  t.equal(refused('+7 809 123 45 67'), 'number-not-allowed')
  t.equal(refused('8 809 123 45 67'), 'number-not-allowed', 'nor the national one')
  t.equal(refused('8 495 123 45 67', rules(['8800'])), 'number-not-allowed')
  t.equal(refused('+8801711234567', rules(['8800'])), 'number-not-allowed', 'a national prefix is not a country')
  t.equal(refused('8 800 123 45 67', rules(['+7'], ['8800'])), 'number-not-allowed')
  t.equal(refused('5550199'), 'number-not-allowed', 'a local number needs its own prefix')
  t.equal(refused('5550199', rules(['555'])), 'allowed 5550199')
})

t.test('short numbers and extensions are internal, and need that word', async (t) => {
  t.same(destinationOf('102', USUAL), { kind: 'internal', digits: '102', key: '102' })
  t.equal(destinationOf('2000001', USUAL).kind, 'internal', 'a long extension, too')
  t.equal(refused('102', rules(['+7'])), 'number-not-allowed')
  t.equal(refused('102', rules(['internal'], ['102'])), 'number-not-allowed')
  t.equal(refused('102', rules(['internal'], ['10'])), 'allowed 102', 'a prefix is for numbers outside')
})

t.test('emergency numbers are refused, unless they are extensions here or allowed by name', async (t) => {
  t.equal(refused('112'), 'number-not-allowed')
  t.equal(refused('112', rules(['internal', '112'])), 'allowed 112')
  t.equal(refused('102', rules(['internal'], [], ['201'])), 'number-not-allowed')
  t.equal(refused('102', rules(['internal'], [], ['101'])), 'allowed 102', 'where 101 is a phone, 102 is one')
  t.equal(refused('112', rules(['internal'], [], ['111'])), 'number-not-allowed')
  t.equal(refused('112', rules(['internal'], [], ['112'])), 'allowed 112')
})
