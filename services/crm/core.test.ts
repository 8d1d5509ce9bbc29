import t from 'tap'
import { agent, callEvent } from '../../tests/call-events.ts'
import { until } from '../../tests/until.ts'
import { addUser, eventually, signIn, startCore } from './harness.test.ts'

t.test('a call from a known number becomes an interaction with its contact, its user and a pop', async (t) => {
  const core = await startCore(t)
  const user = await addUser(core, 'anna', 'agent', ['101'])
  const contact = await core.ask('POST', '/api/v1/contacts', {
    displayName: 'Иван Петров',
    phones: [{ number: '8 (495) 123-45-67' }]
  })
  t.equal(contact.status, 201)
  t.equal(contact.body.phones[0].number, '+74951234567')

  await core.emit(callEvent('1.1', 1_000, { participants: [agent('101')] }))
  const { items } = await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 1)
  t.match(items[0], {
    state: 'alerting',
    contact: { id: contact.body.id, displayName: 'Иван Петров' },
    remote: { address: '+74951234567', raw: '84951234567' },
    line: '5550100',
    lineName: 'Sales',
    participants: [{ user: { id: user.id, name: user.name }, address: '101' }],
    source: { system: 'asterisk', instance: 'pbx1', ids: ['1.1'] }
  })
  await until(() => core.told.some(({ item }) => item.type === 'interaction'))
  const pop = core.told.find(({ item }) => item.type === 'interaction')?.pop
  t.match(pop?.candidates, [{ contact: { id: contact.body.id }, confidence: 0.95, reasons: [{ code: 'phone-exact' }] }])
  t.match(pop?.why, { line: '5550100', lineName: 'Sales' })

  const anna = await signIn(core, 'anna')
  t.equal((await anna('GET', '/api/v1/session')).body.user.login, 'anna')
  t.equal((await anna('GET', `/api/v1/interactions?user=${user.id}&state=live`)).body.items.length, 1)
})
