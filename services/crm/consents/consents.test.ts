import t from 'tap'
import { addUser, signIn, startCore } from '../harness.test.ts'

t.test('consents are a log: the newest for a purpose holds, whenever it was recorded', async (t) => {
  const core = await startCore(t)
  const user = await addUser(core, 'anna', 'agent')
  const anna = await signIn(core, 'anna')
  const { id } = (await anna('POST', '/api/v1/contacts', { displayName: 'Boris' })).body
  const url = `/api/v1/contacts/${id}/consents`
  const first = await anna('POST', url, {
    ...{ purpose: 'email', given: true, source: 'web form', at: '2026-03-01T10:00:00Z', text: 'I agree to letters' }
  })
  t.match(first, {
    status: 201,
    body: {
      purpose: 'email',
      given: true,
      at: '2026-03-01T10:00:00.000Z',
      text: 'I agree to letters',
      by: { id: user.id }
    }
  })
  await anna('POST', url, { purpose: 'calls', given: false, source: 'said so', at: '2026-03-02T10:00:00Z' })
  await anna('POST', url, { purpose: 'email', given: false, source: 'an old paper', at: '2025-01-01T10:00:00Z' })
  const contact = (await anna('GET', `/api/v1/contacts/${id}`)).body
  t.same(contact.consents, [
    { purpose: 'calls', given: false, at: '2026-03-02T10:00:00.000Z', source: 'said so' },
    { purpose: 'email', given: true, at: '2026-03-01T10:00:00.000Z', source: 'web form' }
  ])
  t.equal(contact.version, 4)
  const log = (await anna('GET', url)).body.items
  t.same(
    log.map(({ source }: { source: string }) => source),
    ['said so', 'web form', 'an old paper']
  )
  const told = (await core.ask('GET', '/api/v1/events')).body.items.at(-1)
  t.same([told.type, told.data], ['contact', contact])
})

t.test('a consent without a purpose or a source, of tomorrow, or of nobody is refused', async (t) => {
  const core = await startCore(t)
  const { id } = (await core.ask('POST', '/api/v1/contacts', { displayName: 'Boris' })).body
  const good = { purpose: 'email', given: true, source: 'form' }
  for (const [wrong, field] of [
    [{ purpose: 'E-Mail!' }, '/purpose'],
    [{ given: 'yes' }, '/given'],
    [{ source: '' }, '/source'],
    [{ at: new Date(Date.now() + 86_400_000).toISOString() }, '/at'],
    [{ at: 'yesterday' }, '/at']
  ] as const) {
    const { status, body } = await core.ask('POST', `/api/v1/contacts/${id}/consents`, { ...good, ...wrong })
    t.same([status, body.errors?.[0]?.field], [400, field])
  }
  const nobody = '/api/v1/contacts/01890000-0000-7000-8000-000000000001/consents'
  t.equal((await core.ask('POST', nobody, good)).status, 404)
  t.equal((await core.ask('GET', nobody)).status, 404)
  t.same((await core.ask('GET', `/api/v1/contacts/${id}/consents`)).body.items, [])
})
