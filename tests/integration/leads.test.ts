import t from 'tap'
import type { Lead } from '../../contracts/lead.ts'
import type { ScreenPop } from '../../contracts/realtime.ts'
import { startHub } from '../hub.ts'
import { addRule, FORMS_YAML, openForm } from '../lead-posts.ts'
import { until } from '../until.ts'

t.setTimeout(120_000)

t.test('a post is at the rep, and a hub that was killed goes on where it was', async (t) => {
  const hub = await startHub(t, `adapters:\n${FORMS_YAML}`)
  const form = await openForm(hub)
  const [anna, boris] = [await hub.agent(t, 'anna', '101'), await hub.agent(t, 'boris', '102')]
  await addRule(hub, [anna.id, boris.id], { choose: 'in-turn', takeWithinSeconds: 20 })
  const call = (who: typeof anna, path: string) =>
    hub.api<Lead>('POST', path, {}, { authorization: '', cookie: who.cookie, origin: hub.url })
  const isOf = (name: string) => (pop: ScreenPop) => pop.lead?.lead.name === name

  await form.post({ name: 'Первый', phone: '8 916 000-00-01', comment: 'Раз' })
  await until(() => [anna, boris].some((who) => who.count('screen-pop') > 0))
  const [first, other] = anna.count('screen-pop') > 0 ? [anna, boris] : [boris, anna]
  await form.post({ name: 'Второй', phone: '8 916 000-00-02', comment: 'Два' })
  const pop: ScreenPop = await other.hears('screen-pop', isOf('Второй'))
  t.match(pop, { interaction: { channel: 'form' }, why: { lineName: 'Заказ' }, lead: { lead: { text: 'Два' } } })

  await hub.kill()
  await hub.start()
  await until(() => other.heard.filter(({ name, data }) => name === 'screen-pop' && isOf('Второй')(data)).length === 2)
  t.equal((await call(other, `/leads/${pop.lead?.lead.id}/take`)).status, 200)
  t.match(await other.hears('screen-pop:withdrawn'), { reason: 'taken' })
  t.match(await first.hears('screen-pop:withdrawn', undefined, 60_000), { reason: 'time-out' })
  const next: ScreenPop = await other.hears('screen-pop', isOf('Первый'), 60_000)
  t.equal(next.lead?.lead.id, first.heard.find(({ name }) => name === 'screen-pop')?.data.lead.lead.id)

  const answer = await other.socket.emitWithAck('ack', { interaction: next.interaction.id, action: 'dismissed' })
  t.match(answer, { ok: true })
  t.match(await other.hears('screen-pop:withdrawn', ({ reason }) => reason === 'declined'), {})
})
