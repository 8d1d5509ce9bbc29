import t from 'tap'
import { base64Of, bodyText, briefOf, pasted } from './payload.ts'

t.test('a body is read in UTF-8, and in windows-1251 where it is none', async (t) => {
  t.equal(bodyText(base64Of('имя=Анна')), 'имя=Анна')
  t.equal(bodyText(Buffer.from([0xc0, 0xed, 0xed, 0xe0]).toString('base64')), 'Анна')
  t.equal(bodyText('%%%'), '', 'no base64')
})

t.test('what is pasted is JSON where it looks so, else fields', async (t) => {
  t.match(pasted(' {"tel": "1"}'), { contentType: 'application/json', body: base64Of('{"tel": "1"}') })
  t.match(pasted('tel=1'), { contentType: 'application/x-www-form-urlencoded' })
})

t.test('the beginning of a payload is read as it was typed', async (t) => {
  const payload = pasted('name=%D0%90%D0%BD%D0%BD%D0%B0+%D0%91&comment=a%26b')
  t.equal(briefOf(payload), 'name=Анна Б&comment=a&b')
  t.equal(briefOf({ ...payload, body: base64Of('x=%E0') }), 'x=%E0', 'in another charset')
  t.equal(briefOf({ contentType: null, query: 'tel=7', body: '' }), 'tel=7')
})
