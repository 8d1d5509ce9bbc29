import t from 'tap'
import { type Core, startCore } from '../harness.test.ts'
import { FOREIGN, LOOK_ALIKES, SPELLINGS } from '../numbers.fixture.ts'

const look = async (core: Core, raw: string) =>
  core.ask('GET', `/api/v1/contacts/lookup?phone=${encodeURIComponent(raw)}`)
const idsOf = ({ items }: { items: { contact: { id: string } }[] }) => items.map(({ contact }) => contact.id)

t.test('however a number is written it finds its contact, and what only looks like it does not', async (t) => {
  const core = await startCore(t)
  const add = async (number: string) =>
    (await core.ask('POST', '/api/v1/contacts', { displayName: number, phones: [{ number }] })).body.id
  const olga = await add('8 (495) 123-45-67')
  for (const raw of SPELLINGS) t.same(idsOf((await look(core, raw)).body), [olga], raw)
  const foreign = new Map<string, string>()
  for (const [, key] of FOREIGN) if (!foreign.has(key)) foreign.set(key, await add(key))
  for (const [raw, key] of FOREIGN) t.same(idsOf((await look(core, raw)).body), [foreign.get(key)], raw)
  for (const raw of LOOK_ALIKES) t.notOk(idsOf((await look(core, raw)).body).includes(olga), raw)
})

t.test('a name of a megabyte, or a number that is none, is refused by its field and nothing is kept', async (t) => {
  const core = await startCore(t)
  const long = 'x'.repeat(1_000_000)
  t.match(await core.ask('POST', '/api/v1/contacts', { displayName: long }), {
    ...{ status: 400, body: { errors: [{ field: '/displayName' }] } }
  })
  t.equal((await core.ask('POST', '/api/v1/contacts', { displayName: long.repeat(3) })).status, 413)
  for (const raw of ['<script>alert(1)</script>', '+7 (495) 1234567; drop table contact', '"><img src=x>']) {
    const { status, body } = await core.ask('POST', '/api/v1/contacts', { displayName: 'x', phones: [{ number: raw }] })
    t.match({ status, body }, { status: 400, body: { errors: [{ field: '/phones/0/number' }] } }, raw)
    t.match(await look(core, raw), { status: 200, body: { items: [] } }, 'a look-up finds nobody')
  }
  t.equal((await look(core, 'x'.repeat(65))).status, 400)
  t.same((await core.ask('GET', '/api/v1/contacts')).body.items, [])
})
