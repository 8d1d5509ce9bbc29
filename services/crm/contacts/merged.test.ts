import t from 'tap'
import { type Answer, type Core, startCore } from '../harness.test.ts'

const post = async (core: Core, url: string, body: object = {}): Promise<Answer['body']> => {
  const answer = await core.ask('POST', `/api/v1/contacts${url}`, body)
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
  return answer.body
}
const read = async (core: Core, id: string) => (await core.ask('GET', `/api/v1/contacts/${id}`)).body
const numbers = (contact: { phones: { number: string }[] }) => contact.phones.map(({ number }) => number)

t.test('a change of merged contacts leaves each entry with its record: an undo parts them as they were', async (t) => {
  const core = await startCore(t)
  const winner = await post(core, '', {
    ...{ displayName: 'Anna', phones: [{ number: '101' }, { number: '102' }], tags: ['a'] },
    keys: [{ system: '1c', value: 'w' }]
  })
  const loser = await post(core, '', {
    ...{ displayName: 'Anna too', phones: [{ number: '103' }, { number: '104' }], tags: ['b', 'c'] },
    ...{ keys: [{ system: 'bitrix24', value: 'l' }], emails: [{ address: 'l@example.com' }], note: 'of the loser' }
  })
  const merge = await post(core, '/merges', { winner: winner.id, losers: [loser.id] })
  const changed = await core.ask('PATCH', `/api/v1/contacts/${loser.id}`, {
    phones: [{ number: '104', label: 'home' }, { number: '105' }, { number: '101' }],
    ...{
      tags: ['c', 'd', 'a'],
      keys: [
        { system: 'bitrix24', value: 'l' },
        { system: 'tax', value: 't' }
      ]
    },
    ...{ messengers: [{ kind: 'vk', address: 'anna' }], note: 'of both', displayName: 'Anna Petrova' }
  })
  t.match(changed, { status: 200, body: { id: winner.id, note: 'of both', displayName: 'Anna Petrova' } })
  t.same(numbers(changed.body).sort(), ['101', '104', '105'])
  t.same(changed.body.tags, ['a', 'c', 'd'])
  t.equal(changed.body.emails.length, 1, 'what is not named stays')
  t.same(await read(core, winner.id), await read(core, loser.id), 'both ids are the same contact')

  await post(core, `/merges/${merge.id}/undo`)
  t.match(await read(core, loser.id), {
    ...{ id: loser.id, displayName: 'Anna too', note: 'of the loser', tags: ['c'] },
    ...{ phones: [{ number: '104', label: 'home' }], emails: [{ address: 'l@example.com' }], messengers: [] },
    keys: [{ system: 'bitrix24', value: 'l' }]
  })
  const parted = await read(core, winner.id)
  t.match(parted, { displayName: 'Anna Petrova', tags: ['a', 'd'], keys: [{ system: 'tax', value: 't' }] })
  t.same([numbers(parted), parted.messengers.length], [['105', '101'], 1])
})

t.test('changes and merges of the same contacts at once leave one contact with all that was said', async (t) => {
  const core = await startCore(t)
  const ids: string[] = []
  for (const number of ['101', '102', '103']) {
    ids.push((await post(core, '', { displayName: number, phones: [{ number }] })).id)
  }
  const [winner, ...losers] = ids as [string, ...string[]]
  const patch = (id: string, body: object) => core.ask('PATCH', `/api/v1/contacts/${id}`, body)
  const merge = (loser: string) => core.ask('POST', '/api/v1/contacts/merges', { winner, losers: [loser] })
  const answers = await Promise.all([
    ...losers.map(merge),
    ...ids.map((id, at) => patch(id, { tags: [`tag ${at}`] })),
    ...ids.map((id) => patch(id, { messengers: [{ kind: 'vk', address: id }] }))
  ])
  t.ok(
    answers.every(({ status }) => status < 300 || status === 409),
    JSON.stringify(answers.map(({ status }) => status))
  )
  const contact = await read(core, winner)
  t.same(numbers(contact).sort(), ['101', '102', '103'])
  t.ok(contact.tags.length >= 1 && contact.messengers.length >= 1)
  for (const loser of losers) t.equal((await read(core, loser)).id, winner)
})
