import t, { type Test } from 'tap'
import type { Interaction } from '../../contracts/interaction.ts'
import type { Agent, Hub } from '../hub.ts'
import { asteriskLauncher } from './asterisk.ts'
import { openLab } from './lab.ts'
import { startPhone } from './phone.ts'
import { customerWaits } from './sipp.ts'

const skip = asteriskLauncher ? false : 'no Asterisk here: see the first lines of `npm test`'

interface Accepted {
  readonly type?: string
  readonly interaction: { readonly id: string }
}

const click = (hub: Hub, agent: Agent, to: string) =>
  hub.api<Accepted>('POST', '/calls', { to }, { authorization: '', cookie: agent.cookie, origin: hub.url })

const endOf = (agent: Agent, id: string): Promise<Interaction> =>
  agent.hears('interaction', (i: Interaction) => i.id === id && i.state === 'ended', 60_000)

async function open(t: Test) {
  const { pbx, hub } = await openLab(t)
  const anna = await hub.agent(t, 'anna', '101')
  return { pbx, hub, anna }
}

t.test(
  "click-to-call rings the rep's phone first, then the customer's, and is one interaction to its end",
  { skip },
  async (t) => {
    const { pbx, hub, anna } = await open(t)
    const phone = await startPhone(t, pbx, '101')
    const customer = await customerWaits(t, pbx, ['ring', 400, 'answer', 700, 'await-bye'])
    const accepted = await click(hub, anna, '8 (495) 765-43-21')
    t.equal(accepted.status, 202)
    const { id } = accepted.body.interaction
    await anna.hears('interaction', (i: Interaction) => i.id === id && i.state === 'alerting')
    await phone.answer()
    await anna.hears('interaction', (i: Interaction) => i.id === id && i.state === 'connected')
    await phone.hangUp()
    const end = await endOf(anna, id)
    t.equal(await customer.done, 0)
    t.match(end, { direction: 'outbound', outcome: 'answered', remote: { address: '+74957654321' } })
    t.match(
      end.participants.find(({ kind }) => kind === 'agent'),
      { user: { id: anna.id }, via: 'click-to-call', outcome: 'answered' }
    )
    t.equal((await hub.interactions()).length, 1)
    t.equal(anna.count('screen-pop'), 0, "the rep's own call is not popped up to the rep")
  }
)

t.test('a busy customer is told from a phone that cannot be reached', { skip }, async (t) => {
  const { pbx, hub, anna } = await open(t)
  const unreachable = await click(hub, anna, '84957654321')
  t.match(unreachable, {
    status: 409,
    body: { type: 'urn:perezvon:problem:phone-unreachable', interaction: { id: String } }
  })
  t.match(await endOf(anna, unreachable.body.interaction.id), { outcome: 'failed', reason: 'phone-unreachable' })

  const phone = await startPhone(t, pbx, '101')
  await customerWaits(t, pbx, ['busy'])
  const accepted = await click(hub, anna, '84957654321')
  t.equal(accepted.status, 202)
  await phone.answer()
  t.match(await endOf(anna, accepted.body.interaction.id), {
    outcome: 'busy',
    reason: 'destination-busy',
    direction: 'outbound'
  })
})

t.test('a rep who declines her own phone calls nobody', { skip }, async (t) => {
  const { pbx, hub, anna } = await open(t)
  const phone = await startPhone(t, pbx, '101')
  const accepted = await click(hub, anna, '84957654321')
  t.equal(accepted.status, 202)
  await phone.said('CALL_INCOMING')
  await phone.decline()
  t.match(await endOf(anna, accepted.body.interaction.id), { outcome: 'failed', reason: /^phone-(declined|busy)$/ })
})

t.test('a number that may not be called never reaches the PBX', { skip }, async (t) => {
  const { pbx, hub, anna } = await open(t)
  await startPhone(t, pbx, '101')
  const refusals = [
    ['+1 202 555 0143', 403, 'number-not-allowed'],
    ['8 809 123-45-67', 403, 'number-not-allowed'],
    ['101\r\nAction: Command', 422, 'not-a-number'],
    ['12345678901234567890', 422, 'not-a-number'],
    ['phone me', 422, 'not-a-number']
  ] as const
  for (const [to, status, word] of refusals) {
    const answer = await click(hub, anna, to)
    t.match(answer, { status, body: { type: `urn:perezvon:problem:${word}` } }, to)
  }
  t.equal((await hub.interactions()).length, 0)
  t.match(await pbx.cli('core show channels count'), /0 active channels[\s\S]*0 calls processed/)
})

t.test(
  'a call dialled on the phone itself over the trunk is outbound, with the number dialled',
  { skip },
  async (t) => {
    const { pbx, hub, anna } = await open(t)
    const phone = await startPhone(t, pbx, '101')
    await customerWaits(t, pbx, ['ring', 300, 'answer', 500, 'await-bye'])
    await phone.dial('984957654321')
    const live: Interaction = await anna.hears('interaction', (i: Interaction) => i.state === 'connected')
    await phone.hangUp()
    const end = await endOf(anna, live.id)
    t.match(end, {
      direction: 'outbound',
      outcome: 'answered',
      remote: { address: '+74957654321', raw: '84957654321' }
    })
    t.match(await hub.interactions(), [{ id: end.id }])
  }
)

t.test('the call is hung up from the desktop', { skip }, async (t) => {
  const { pbx, hub, anna } = await open(t)
  const phone = await startPhone(t, pbx, '101')
  const customer = await customerWaits(t, pbx, ['answer', 'await-bye'])
  const accepted = await click(hub, anna, '+74957654321')
  const { id } = accepted.body.interaction
  await phone.answer()
  await anna.hears('interaction', (i: Interaction) => i.id === id && i.state === 'connected')
  const hangup = await hub.api('POST', `/calls/${id}/hangup`)
  t.ok(hangup.status < 300, `answered ${hangup.status}`)
  t.match(await endOf(anna, id), { outcome: 'answered' })
  t.equal(await customer.done, 0)
})
