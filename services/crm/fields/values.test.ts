import t from 'tap'
import type { ContactField } from '../../../contracts/contact-field.ts'
import { changed } from './values.ts'

const field = (type: ContactField['type'], more: Partial<ContactField> = {}): ContactField => ({
  ...{ id: '01890000-0000-7000-8000-000000000001', key: 'it', label: 'It', type, options: [] },
  ...{ required: false, archived: false, place: 0, createdAt: '2026-01-15T09:00:00.000Z' },
  ...more
})
const give = (of: ContactField, value: unknown, held = {}) => changed(held, { it: value }, new Map([['it', of]]))
const options = ['red', 'green', 'blue']

t.test('a value is kept only as what the type of its field is', (t) => {
  for (const [of, value, kept = value] of [
    [field('text'), ' long ', 'long'],
    [field('number'), -1.5],
    [field('date'), '2028-02-29'],
    [field('boolean'), false],
    [field('choice', { options }), 'green'],
    [field('choices', { options }), ['blue', 'red', 'blue'], ['red', 'blue']],
    [field('user'), '01890000-0000-7000-8000-000000000001']
  ] as const) {
    t.same(give(of, value), { it: kept }, of.type)
  }
  for (const [of, value, message] of [
    [field('text'), 1, /text/],
    [field('text'), 'x'.repeat(2_001), /2000 characters/],
    [field('number'), '1', /number/],
    [field('number'), Number.NaN, /number/],
    [field('date'), '2026-02-29', /2026-11-30/],
    [field('date'), '2026-11-30T00:00:00Z', /2026-11-30/],
    [field('boolean'), 'yes', /true or false/],
    [field('choice', { options }), 'black', /one of: red, green, blue/],
    [field('choices', { options }), ['red', 'black'], /one of: red, green, blue/],
    [field('choices', { options }), 'red', /list/],
    [field('user'), 'me', /id of a user/],
    [field('text', { archived: true }), 'x', /archived/],
    [field('text', { required: true }), ' ', /required/]
  ] as const) {
    t.throws(() => give(of, value), { word: 'bad-input', message }, `${of.type}: ${value}`)
  }
  t.throws(() => changed({}, { other: 1 }, new Map()), { message: '/fields/other is wrong: there is no such field' })
  t.end()
})

t.test('what is not named stays, and null, blanks and an empty list empty', (t) => {
  for (const empty of [null, ' ', []])
    t.same(give(field('choices', { options }), empty, { it: ['red'], b: 1 }), { b: 1 })
  t.same(changed({ a: 1, gone: 'kept' }, {}, new Map()), { a: 1, gone: 'kept' })
  t.end()
})
