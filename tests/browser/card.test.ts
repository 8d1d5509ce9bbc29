import t from 'tap'
import type { Interaction } from '../../contracts/interaction.ts'
import { until } from '../until.ts'
import { chromiumPath, says } from './browser.ts'
import { openPeople } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

t.test('the card of a contact has all that is held and the whole timeline, filtered by kind', { skip }, async (t) => {
  const people = await openPeople(t)
  const { page, complaints, id: anna } = await people.desk('anna', '101')
  const contact = await people.contact({
    displayName: 'Ольга Петрова',
    phones: [{ number: '8 (495) 123-45-67', label: 'рабочий' }],
    messengers: [{ kind: 'telegram', address: '@olga' }],
    tags: ['опт'],
    ownerId: anna,
    note: 'Звонить после десяти'
  })
  await people.call({ from: '84951234567', minutesAgo: 60 * 26, talk: { extension: '101', seconds: 65 } })
  await people.call({ from: '84951234567', minutesAgo: 10 })
  await people.hub.api('POST', '/tasks', {
    kind: 'task',
    title: 'Отправить счёт',
    contact: contact.id,
    assigneeId: anna,
    dueAt: new Date(Date.now() + 3_600_000).toISOString()
  })

  await page.goto(`${people.hub.url}/contacts/${contact.id}`)
  const card = page.getByTestId('contact-card')
  await card.waitFor()
  for (const held of ['Ольга Петрова', '+7 495 123-45-67', 'рабочий', '@olga', 'опт', 'Anna', 'Звонить после десяти'])
    await says(card, held)
  const items = page.getByTestId('timeline-item')
  const press = (kind: string) => page.locator(`[data-testid=kind-${kind}] + label`).click()
  await until(async () => (await items.count()) === 3)
  await press('call')
  await until(async () => (await items.count()) === 2)
  await says(page.getByTestId('timeline'), /1:05/)
  await press('call')
  await press('task')
  await until(async () => (await items.count()) === 1)
  await says(items, /Отправить счёт/)
  await press('email')
  await press('task')
  await page.getByText('Такого пока не было.').waitFor()
  t.same(complaints, [])
})

t.test('a call that ends while the card is open is in its timeline by itself', { skip }, async (t) => {
  const people = await openPeople(t)
  const contact = await people.contact({ displayName: 'Иван Сидоров', phones: [{ number: '+79215550101' }] })
  const { page, complaints } = await people.desk('anna', '101')
  await page.goto(`${people.hub.url}/contacts/${contact.id}`)
  await page.getByText('С этим контактом пока ничего не было.').waitFor()
  await people.call({ from: '+79215550101', minutesAgo: 1, talk: { extension: '101', seconds: 7 } })
  await page.getByTestId('timeline-item').waitFor()
  await says(page.getByTestId('timeline-item'), /0:07/)
  t.same(complaints, [])
})

t.test(
  'of a number that two share, an agent says who it is and who it is not, and it is remembered',
  { skip },
  async (t) => {
    const people = await openPeople(t)
    const [olga, oleg] = [
      await people.contact({ displayName: 'Ольга Петрова', phones: [{ number: '84951234567' }] }),
      await people.contact({ displayName: 'Олег Петров', phones: [{ number: '84951234567' }] })
    ]
    await people.call({ from: '84951234567', minutesAgo: 5, talk: { extension: '101', seconds: 30 } })
    const { page, complaints } = await people.desk('anna', '101')
    await page.getByTestId('interaction-row').getByRole('button').first().click()
    const who = page.getByTestId('who-is-it')
    const rowOf = (contact: { id: string }) => who.locator(`[data-contact="${contact.id}"]`)
    await rowOf(olga).waitFor()
    await rowOf(oleg).waitFor()
    await says(rowOf(olga).getByTestId('reasons'), /общий номер/)

    await rowOf(olga).getByTestId('it-is').click()
    await until(async () => (await rowOf(olga).getAttribute('data-chosen')) === 'true')
    await says(page.getByTestId('interaction-drawer').getByTestId('contact-name'), /Ольга Петрова/)
    await rowOf(oleg).getByTestId('it-is-not').click()
    await until(async () => /не он/.test(await rowOf(oleg).getByTestId('reasons').innerText()))

    const later = await people.call({ from: '84951234567', minutesAgo: 1, talk: { extension: '101', seconds: 3 } })
    const { body } = await people.hub.api<Interaction>('GET', `/interactions/${later}`)
    t.equal(body.contact?.id, olga.id, 'the next call of this number is hers')
    t.same(complaints, [])
  }
)
