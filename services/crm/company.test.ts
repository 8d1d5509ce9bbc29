import type { Test } from 'tap'
import { agent, callEvent } from '../../tests/call-events.ts'
import { addUser, eventually, signIn, startCore } from './harness.test.ts'

/** Anna and Boris are a team, Vera is not; each owns a customer, the team one, and one is nobody's. */
export async function company(t: Test) {
  const core = await startCore(t)
  const users = [
    await addUser(core, 'anna', 'agent', ['101']),
    await addUser(core, 'boris', 'agent', ['102']),
    await addUser(core, 'vera', 'agent', ['103'])
  ] as const
  const [anna, boris, vera] = users
  const team = (await core.ask('POST', '/api/v1/teams', { name: 'Sales', members: [anna.id, boris.id] })).body.id
  const add = async (displayName: string, number: string, more: object): Promise<string> => {
    const { body, status } = await core.ask('POST', '/api/v1/contacts', { displayName, phones: [{ number }], ...more })
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body.id
  }
  const customers = {
    'of Anna': await add('Customer of Anna', '+74951230001', { ownerId: anna.id }),
    'of Boris': await add('Customer of Boris', '+74951230002', { ownerId: boris.id }),
    'of the team': await add('Customer of the team', '+74951230003', { teamId: team }),
    'of Vera': await add('Customer of Vera', '+74951230004', { ownerId: vera.id }),
    'of nobody': await add('Customer of nobody', '+74951230005', {})
  }
  for (let n = 1; n <= 5; n++) {
    const remote = { raw: `8495123000${n}`, name: null }
    await core.emit(callEvent(`1.${n}`, 1, { state: 'ended', outcome: 'missed', remote, participants: [agent('109')] }))
  }
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 5)
  const see = (sees: string) => core.ask('PATCH', `/api/v1/users/${anna.id}`, { sees })
  return { core, users: { anna, boris, vera }, team, customers, see, asAnna: await signIn(core, 'anna') }
}
