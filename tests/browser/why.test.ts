import t from 'tap'
import type { Interaction } from '../../contracts/interaction.ts'
import type { InteractionTrace } from '../../contracts/trace.ts'
import { asteriskLauncher } from '../pbx/asterisk.ts'
import { openLab } from '../pbx/lab.ts'
import { startPhone } from '../pbx/phone.ts'
import { customerCalls } from '../pbx/sipp.ts'
import { until } from '../until.ts'
import { chromiumPath, openDesk, startBrowser } from './browser.ts'

const missing = [asteriskLauncher ? '' : 'Asterisk', chromiumPath ? '' : 'Chromium'].filter(Boolean)
const skip = missing.length > 0 ? `no ${missing.join(', no ')} here: see the first lines of \`npm test\`` : false

t.test('the details of a call say on demand what made it, and hide numbers from an agent', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t)
  const anna = await hub.agent(t, 'anna', '101')
  const phone = await startPhone(t, pbx, '101')
  await customerCalls(t, pbx, { to: '5550300', from: '84951234567', steps: ['answered', 'await-bye'] })
  await anna.hears('screen-pop')
  await phone.answer()
  await anna.hears('interaction', (i: Interaction) => i.state === 'connected')
  await phone.hangUp()
  const { id }: Interaction = await anna.hears('interaction', (i: Interaction) => i.state === 'ended')
  anna.socket.close()
  await until(async () => {
    const { items } = (await hub.api<InteractionTrace>('GET', `/interactions/${id}/trace?limit=2000`)).body
    return items.some(({ told }) => told.some(({ type }) => type === 'call.ended'))
  })

  const { page, complaints } = await openDesk(await startBrowser(t), hub.url, 'anna', 'anna-password')
  await page.getByTestId('interaction-row').first().getByRole('button').first().click()
  const why = page.getByTestId('why')
  await why.click()
  t.match(await why.innerText(), /Почему так/)
  const rows = page.getByTestId('why-rows').locator('li')
  await rows.first().waitFor()
  const few = await rows.count()
  const text = await page.getByTestId('why-rows').innerText()
  t.match(text, /BridgeEnter/)
  t.match(text, /state alerting → connected/)
  t.notMatch(text, /4951234567/)
  await page.getByTestId('why-everything').click({ force: true })
  await until(async () => (await rows.count()) > few)
  t.same(complaints, [])
})
