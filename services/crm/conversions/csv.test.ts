import t from 'tap'
import type { Conversion } from '../../../contracts/conversion.ts'
import { csvField, googleCsv, yandexCsv } from './csv.ts'
import { clickIdOf } from './ids.ts'

const one = (fields: Partial<Conversion>): Conversion => ({
  ...{ lead: '0190aaaa-0000-7000-8000-000000000001', network: 'yandex', state: 'won', name: 'order', upload: null },
  ...{ at: '2026-01-15T09:00:00.500Z', id: { kind: 'client-id', value: '133591247640966458' } },
  ...{ price: 5000, currency: 'RUB' },
  ...fields
})

t.test('the file for Yandex Metrica holds one kind of id, Unix time, and prices with a point', async (t) => {
  const found = [one({}), one({ price: null }), one({ id: { kind: 'yclid', value: '77' }, price: 0.5 })]
  t.equal(
    yandexCsv(found, 'client-id'),
    'ClientId,Target,DateTime,Price,Currency\r\n' +
      '133591247640966458,order,1768467600,5000.00,RUB\r\n133591247640966458,order,1768467600,,\r\n'
  )
  t.equal(yandexCsv(found, 'yclid'), 'Yclid,Target,DateTime,Price,Currency\r\n77,order,1768467600,0.50,RUB\r\n')
})

t.test('the file for Google Ads names its time zone, and holds clicks alone', async (t) => {
  const google = { network: 'google', name: 'Sale, offline' } as const
  const found = [
    one({ ...google, id: { kind: 'gclid', value: 'Cj0-_x' } }),
    one({ ...google, id: { kind: 'wbraid', value: 'w' } })
  ]
  t.equal(
    googleCsv(found, 'Europe/Moscow'),
    'Parameters:TimeZone=Europe/Moscow\r\n' +
      'Google Click ID,Conversion Name,Conversion Time,Conversion Value,Conversion Currency\r\n' +
      'Cj0-_x,"Sale, offline",2026-01-15 12:00:00,5000.00,RUB\r\n'
  )
})

t.test('a field is no formula and ends no line', async (t) => {
  for (const [said, written] of [
    ['=1+1', "'=1+1"],
    ['=cmd|"x"', `"'=cmd|""x"""`],
    ['+7 916', "'+7 916"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-2+3', "'-2+3"],
    ['-cmd|x', "'-cmd|x"],
    ['\tx', "'\tx"],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    ['Cj0KCQ-_x', 'Cj0KCQ-_x']
  ]) {
    t.equal(csvField(said ?? ''), written)
  }
})

t.test('a visit is known by the last touch, else by the first; what is no id is not handed on', async (t) => {
  t.same(clickIdOf('yandex', [{ yclid: '7', ymClientId: '12' }, null]), { kind: 'client-id', value: '12' })
  t.same(clickIdOf('yandex', [{ utmSource: 'x' }, { yclid: '7' }]), { kind: 'yclid', value: '7' })
  t.same(clickIdOf('google', [null, { gclid: 'a', wbraid: 'b' }]), { kind: 'gclid', value: 'a' })
  t.equal(clickIdOf('google', [{ gclid: '=HYPERLINK("x")', yclid: '7' }, { gclid: 'a b' }]), undefined)
  t.equal(clickIdOf('yandex', [{ yclid: '7,order' }, { ymClientId: '=1' }]), undefined)
})
