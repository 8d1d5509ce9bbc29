import t from 'tap'
import type { Interaction } from '../../contracts/interaction.ts'
import type { Lead } from '../../contracts/lead.ts'
import type { ScreenPop } from '../../contracts/realtime.ts'
import { addRule, FORMS_YAML, openForm } from '../lead-posts.ts'
import { asteriskLauncher } from './asterisk.ts'
import { openLab } from './lab.ts'
import { startPhone } from './phone.ts'
import { customerWaits } from './sipp.ts'

const skip = asteriskLauncher ? false : 'no Asterisk here: see the first lines of `npm test`'

t.test(
  'three seconds after a form was sent the rep’s phone rings by itself, then the customer’s, and the lead is touched',
  { skip },
  async (t) => {
    const { pbx, hub } = await openLab(t, () => FORMS_YAML)
    const form = await openForm(hub)
    const anna = await hub.agent(t, 'anna', '101')
    await addRule(hub, [anna.id], { callInSeconds: 3 })
    const phone = await startPhone(t, pbx, '101')
    const customer = await customerWaits(t, pbx, ['ring', 400, 'answer', 700, 'await-bye'])
    await form.post({ name: 'Ольга', phone: '8 (495) 765-43-21', comment: 'Перезвоните' })
    const pop: ScreenPop = await anna.hears('screen-pop')
    t.match(pop.lead, { call: 'due', callAt: /Z$/, lead: { phone: '+74957654321' } })
    await phone.answer()
    t.match(await anna.hears('screen-pop:withdrawn', undefined, 60_000), { reason: 'taken' })
    const isThrough = (i: Interaction): boolean => i.direction === 'outbound' && i.state === 'connected'
    const call: Interaction = await anna.hears('interaction', isThrough)
    await phone.hangUp()
    const end: Interaction = await anna.hears(
      'interaction',
      (i: Interaction) => i.id === call.id && i.state === 'ended'
    )
    t.match(end, { outcome: 'answered', contact: { displayName: 'Ольга' }, remote: { address: '+74957654321' } })
    t.equal(await customer.done, 0)
    const lead = (await hub.api<Lead>('GET', `/leads/${pop.lead?.lead.id}`)).body
    t.match(lead, { state: 'taken', owner: { id: anna.id }, firstTouchAt: end.answeredAt })
    t.equal((await hub.interactions('?channel=call')).length, 1, 'it rang once')
  }
)
