import t from 'tap'
import { until } from '../until.ts'
import { areThere, chromiumPath } from './browser.ts'
import { openPeople } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

t.test('a consent is noted, taken back, and all that was said before stays to be read', { skip }, async (t) => {
  const people = await openPeople(t)
  const contact = await people.contact({ displayName: 'Ольга Петрова' })
  const { page, complaints } = await people.desk('anna', '101')
  await page.goto(`${people.hub.url}/contacts/${contact.id}`)
  const panel = page.getByTestId('consents')
  await panel.getByText('Не записаны.').waitFor()
  const say = async (answer: string, source: string): Promise<void> => {
    await panel.getByTestId('consent-add').click()
    const form = page.getByTestId('consent-form')
    await form.getByLabel('На что').selectOption('email')
    await form.getByText(answer, { exact: true }).click()
    await form.getByLabel('Источник').fill(source)
    await form.getByRole('button', { name: 'Сохранить' }).click()
    await form.waitFor({ state: 'detached' })
  }
  await say('дано', 'форма на сайте')
  await panel.getByText('Письма: дано').waitFor()
  await say('отказ', 'по телефону')
  await panel.getByText('Письма: отказ').waitFor()
  await areThere(panel.getByText('Письма: дано'), 0) // the newest word holds
  await panel.getByRole('button', { expanded: false }).last().click()
  await panel.getByText('Письма: дано').waitFor()
  const { body } = await people.hub.api<{ items: { given: boolean; source: string }[] }>(
    'GET',
    `/contacts/${contact.id}/consents`
  )
  t.match(body.items, [
    { given: false, source: 'по телефону' },
    { given: true, source: 'форма на сайте' }
  ])
  await until(async () => (await panel.innerText()).includes('Anna'))
  t.same(complaints, [])
})
