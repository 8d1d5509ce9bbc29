import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { until } from '../../../tests/until.ts'
import { addUser, signIn, startCore } from '../harness.test.ts'

t.test('what changes of companies, teams, fields, segments and files is in the stream, and told', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-files-'))
  t.teardown(() => rm(dataDir, { recursive: true, force: true }))
  const core = await startCore(t, { dataDir })
  const owner = await addUser(core, 'anna', 'agent')
  const { cursor } = (await core.ask('GET', '/api/v1/live')).body
  const post = async (url: string, body: unknown, headers = {}) =>
    (await core.ask('POST', `/api/v1/${url}`, body, headers)).body
  const account = await post('accounts', { name: 'Horns' })
  await core.ask('PATCH', `/api/v1/accounts/${account.id}`, { note: 'x' })
  const team = await post('teams', { name: 'Sales' })
  const field = await post('contact-fields', { key: 'city', label: 'City', type: 'text' })
  await core.ask('DELETE', `/api/v1/contact-fields/${field.id}`)
  const anna = await signIn(core, 'anna')
  const segment = (
    await anna('POST', '/api/v1/segments', { name: 'secret', kind: 'contacts', filter: { q: 'secret' } })
  ).body
  await anna('PATCH', `/api/v1/segments/${segment.id}`, { shared: true })
  await anna('DELETE', `/api/v1/segments/${segment.id}`)
  const contact = await post('contacts', { displayName: 'Olga', ownerId: owner.id })
  const named = { 'content-disposition': 'attachment; filename="a.png"', 'content-type': 'image/png' }
  const file = await post(`contacts/${contact.id}/files`, Buffer.from('x'), named)
  await core.ask('DELETE', file.url)
  const { items } = (await core.ask('GET', `/api/v1/events?cursor=${cursor}`)).body
  const told = items.map(({ type, data }: { type: string; data: { id: string; removed?: true } }) => [
    type,
    data.id,
    data.removed ?? false
  ])
  t.same(told, [
    ['account', account.id, false],
    ['account', account.id, false],
    ['team', team.id, false],
    ['contact-field', field.id, false],
    ['contact-field', field.id, true],
    ['segment', segment.id, false],
    ['segment', segment.id, false],
    ['segment', segment.id, true],
    ['contact', contact.id, false],
    ['file', file.id, false],
    ['file', file.id, true]
  ])
  t.notMatch(JSON.stringify(items), 'secret')
  t.same(items.at(-1).audience, { owner: owner.id, team: null, users: [] }, 'a file is for whoever sees its contact')
  await until(() => core.told.at(-1)?.item.type === 'file')
})

t.test('what was not done is not told', async (t) => {
  const core = await startCore(t)
  const before = (await core.ask('GET', '/api/v1/live')).body.cursor
  await core.ask('POST', '/api/v1/accounts', { name: 'Horns', parentId: '01890000-0000-7000-8000-000000000001' })
  await core.ask('POST', '/api/v1/contact-fields', { key: 'city', label: 'City', type: 'choice' })
  await core.ask('DELETE', '/api/v1/segments/01890000-0000-7000-8000-000000000001')
  t.equal((await core.ask('GET', '/api/v1/live')).body.cursor, before)
})
