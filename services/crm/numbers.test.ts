import t from 'tap'
import { FOREIGN, LOOK_ALIKES, SPELLINGS } from './numbers.fixture.ts'
import { nationalDigits, numberKey, regionOf } from './numbers.ts'

t.test('however a Russian number is written, it is one number', async (t) => {
  t.ok(new Set(SPELLINGS).size >= 40)
  for (const raw of SPELLINGS) t.equal(numberKey(raw, 'RU'), '+74951234567', raw)
})

t.test('what only looks like a number is another', async (t) => {
  t.ok(new Set(LOOK_ALIKES).size >= 30)
  for (const raw of LOOK_ALIKES) t.not(numberKey(raw, 'RU'), '+74951234567', raw)
})

t.test('a number of another country keeps its country', async (t) => {
  t.ok(FOREIGN.length >= 20)
  for (const [raw, key] of FOREIGN) t.equal(numberKey(raw, 'RU'), key, raw)
  t.equal(numberKey('00 7 495 1234567', 'DE'), '+74951234567')
  t.equal(numberKey('030 1234567', 'DE'), '+49301234567')
})

t.test('extensions, short and local numbers are digits, not E.164', async (t) => {
  for (const [raw, key] of [
    ['101', '101'],
    ['1-01', '101'],
    ['112', '112'],
    ['5550100', '5550100'],
    ['123-45-67', '1234567'],
    ['*45', '*45'],
    ['00', '00']
  ] as const) {
    t.equal(numberKey(raw, 'RU'), key, raw)
  }
})

t.test('what is not a number has no key', async (t) => {
  for (const raw of [
    '',
    'anonymous',
    'Unknown',
    'sip:alice@example',
    '<script>alert(1)</script>',
    'abc123',
    '+',
    '()'
  ]) {
    t.equal(numberKey(raw, 'RU'), null, raw)
  }
  t.equal(numberKey(null, 'RU'), null)
  t.equal(numberKey('1'.repeat(1_000_000), 'RU'), null)
})

t.test('an unknown region leaves only numbers with a plus to E.164', async (t) => {
  t.equal(numberKey('+74951234567', 'XX'), '+74951234567')
  t.equal(numberKey('84951234567', 'XX'), '84951234567')
})

t.test('the national form is that of the own country only', async (t) => {
  t.equal(nationalDigits('+78001234567', 'RU'), '88001234567')
  t.equal(nationalDigits('+74951234567', 'RU'), '84951234567')
  t.equal(nationalDigits('+49301234567', 'RU'), undefined)
  t.equal(nationalDigits('+49301234567', 'DE'), '0301234567')
})

t.test("the line's region holds before the instance's, and that before the hub's", async (t) => {
  const hub = {
    region: 'RU',
    lines: [{ address: '5550100', region: 'DE' }, { address: '5550101' }],
    adapters: [{ name: 'pbx1', region: 'KZ' }, { name: 'pbx2' }]
  }
  t.equal(regionOf(hub, '5550100', 'pbx1'), 'DE')
  t.equal(regionOf(hub, '5550101', 'pbx1'), 'KZ')
  t.equal(regionOf(hub, null, 'pbx2'), 'RU')
})
