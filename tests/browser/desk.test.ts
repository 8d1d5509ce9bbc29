import t from 'tap'
import type { Interaction } from '../../contracts/interaction.ts'
import { asteriskLauncher } from '../pbx/asterisk.ts'
import { openLab } from '../pbx/lab.ts'
import { startPhone } from '../pbx/phone.ts'
import { customerCalls, customerWaits } from '../pbx/sipp.ts'
import { until } from '../until.ts'
import { chromiumPath, openDesk, says, startBrowser } from './browser.ts'

const missing = [asteriskLauncher ? '' : 'Asterisk', chromiumPath ? '' : 'Chromium'].filter(Boolean)
const skip = missing.length > 0 ? `no ${missing.join(', no ')} here: see the first lines of \`npm test\`` : false

t.test(
  'a caller dials the DID, the queue rings a phone, the card is in the browser, and the talk is in the history',
  { skip },
  async (t) => {
    const { pbx, hub } = await openLab(t)
    const anna = await hub.agent(t, 'anna', '101')
    anna.socket.close() // the browser is her only page
    await hub.api('POST', '/contacts', {
      displayName: 'Ольга Петрова',
      phones: [{ number: '84951234567' }],
      account: 'ООО «Ромашка»'
    })
    const phone = await startPhone(t, pbx, '101')
    const { page, complaints } = await openDesk(await startBrowser(t), hub.url, 'anna', 'anna-password')
    await page.getByTestId('dial-input').focus()
    await page.keyboard.type('849')

    const customer = await customerCalls(t, pbx, {
      to: '5550100',
      from: '84951234567',
      steps: ['answered', 'await-bye']
    })
    const pop = page.getByTestId('pop')
    await pop.waitFor()
    await says(pop, /Ольга Петрова/)
    await says(pop, /Sales/)
    await page.keyboard.type('5')
    t.equal(await page.getByTestId('dial-input').inputValue(), '8495', 'the pop did not take the keyboard')

    await page.reload()
    await pop.waitFor()
    t.equal(await pop.count(), 1, 'a reloaded page has the card again, once')

    await phone.answer()
    const talk = page.getByTestId('talk-card')
    await talk.waitFor()
    await pop.waitFor({ state: 'detached' })
    await says(talk, /Ольга Петрова/)
    await until(async () => /0:0[1-9]/.test(await talk.getByTestId('talk-timer').innerText()))
    await phone.hangUp()
    t.equal(await customer.done, 0)

    const row = page.getByTestId('interaction-row').filter({ hasText: 'Ольга Петрова' })
    await page.goto(`${hub.url}/`)
    await row.first().waitFor()
    t.equal(await row.count(), 1)
    await until(async () => (await hub.interactions())[0]?.state === 'ended')
    const [call] = await hub.interactions()
    t.match(call, { state: 'ended', outcome: 'answered', contact: { displayName: 'Ольга Петрова' } })
    t.same(complaints, [])
  }
)

t.test('in two tabs the card is in one; when that one is closed it is in the other', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t)
  const anna = await hub.agent(t, 'anna', '101')
  anna.socket.close()
  await startPhone(t, pbx, '101')
  const { page, context } = await openDesk(await startBrowser(t), hub.url, 'anna', 'anna-password')
  const second = await context.newPage()
  await second.goto(hub.url)
  await second.getByTestId('dial-input').waitFor()
  await customerCalls(t, pbx, { to: '5550300', from: '84951234567', steps: ['ringing', 19_000, 'cancel'] })
  await until(async () => (await page.getByTestId('pop').count()) + (await second.getByTestId('pop').count()) === 1)
  const [shown, other] = (await second.getByTestId('pop').count()) === 1 ? [second, page] : [page, second]
  await shown.close()
  await other.getByTestId('pop').waitFor()
  t.equal(await other.getByTestId('pop').count(), 1)
})

t.test('a click on the dial button rings the own phone, then the customer', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t)
  const anna = await hub.agent(t, 'anna', '101')
  const phone = await startPhone(t, pbx, '101')
  const customer = await customerWaits(t, pbx, ['ring', 300, 'answer', 'await-bye'])
  const { page, complaints } = await openDesk(await startBrowser(t), hub.url, 'anna', 'anna-password')
  await page.getByTestId('dial-input').fill('8 (495) 765-43-21')
  await page.getByTestId('dial-button').click()
  await phone.answer()
  const live: Interaction = await anna.hears('interaction', (i: Interaction) => i.state === 'connected')
  t.match(live, { direction: 'outbound', remote: { address: '+74957654321' } })
  await page.getByTestId('talk-timer').first().waitFor()
  await phone.hangUp()
  t.equal(await customer.done, 0)
  await anna.hears('interaction', (i: Interaction) => i.id === live.id && i.state === 'ended')
  t.same(complaints, [])
})

t.test('a number that may not be called is refused in words, beside the box', { skip }, async (t) => {
  const { hub } = await openLab(t)
  await hub.agent(t, 'anna', '101')
  const { page } = await openDesk(await startBrowser(t), hub.url, 'anna', 'anna-password', 'en-GB')
  await page.getByTestId('dial-input').fill('+12025550143')
  await page.keyboard.press('Enter')
  await page
    .getByText(/may not be called/i)
    .first()
    .waitFor()
  t.equal(await page.getByTestId('dial-input').inputValue(), '+12025550143', 'what was typed is still there')
})
