import t from 'tap'
import { until } from '../until.ts'
import { areThere, chromiumPath, says } from './browser.ts'
import { openPeople } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

t.test('everything is searched as one types, with the keyboard alone', { skip }, async (t) => {
  const people = await openPeople(t)
  const olga = await people.contact({ displayName: 'Ольга Петрова', phones: [{ number: '+74951234567' }] })
  const ivanova = await people.contact({ displayName: 'Ольга Иванова', phones: [{ number: '+79161112233' }] })
  const call = await people.call({ from: '+74951234567', minutesAgo: 9, talk: { extension: '101', seconds: 9 } })
  await people.hub.api('PATCH', `/interactions/${call}`, { note: 'Просила прислать договоры на поставку' })
  const { page, complaints } = await people.desk('anna', '101')
  await page.getByTestId('dial-input').focus()

  await page.keyboard.press('Control+k')
  await page.locator('[data-testid=search]:focus').waitFor()
  await page.keyboard.type('оль')
  const contacts = page.getByTestId('search-contact')
  await until(async () => (await contacts.count()) === 2)
  await says(contacts.first().locator('mark').first(), /^оль/i)
  await page.keyboard.type('га пет')
  await until(async () => (await contacts.count()) === 1)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/contacts/${olga.id}`)

  await page.keyboard.press('Control+k')
  await page.keyboard.insertText('ольга иванова')
  await page.keyboard.press('Enter') // before anything is found
  await page.waitForURL(`**/contacts/${ivanova.id}`)

  await page.keyboard.press('Control+k')
  await page.keyboard.insertText('договора')
  await page.getByTestId('search-interaction').waitFor()
  await says(page.getByTestId('search-interaction').locator('mark'), /договоры/)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await says(page.getByTestId('interaction-drawer'), /Просила прислать договоры/)
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('такого нет нигде')
  await page.getByText('По запросу «такого нет нигде» ничего нет.').waitFor()
  await page.keyboard.press('Escape')
  await areThere(page.getByTestId('search-found'), 0)
  t.same(complaints, [])
})
