import t, { type Test } from 'tap'
import { until } from '../until.ts'
import { chromiumPath, openDesk, says } from './browser.ts'
import { openPeople } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

async function openSettings(t: Test) {
  const people = await openPeople(t)
  const admin = await openDesk(people.browser, people.hub.url, 'admin', 'admin-password')
  return { people, ...admin }
}

t.test('an administrator makes a team, and it can be chosen at once on a page that is open', { skip }, async (t) => {
  const { people, page, complaints } = await openSettings(t)
  const anna = await people.desk('anna', '101')
  await anna.page.goto(`${people.hub.url}/contacts`)
  await anna.page.getByTestId('contact-create').click()
  const choice = anna.page.getByTestId('contact-form').getByLabel('Команда').locator('option')
  await until(async () => (await choice.count()) === 1)
  await page.goto(`${people.hub.url}/teams`)
  await page.getByText('Команд пока нет.').waitFor()
  await page.getByTestId('team-create').click()
  const form = page.getByTestId('team-form')
  await form.getByLabel('Название').fill('Продажи')
  await form.getByLabel('Кто в ней').click()
  await page.getByRole('option', { name: 'Anna' }).click()
  await form.getByLabel('Название').click()
  await form.getByRole('button', { name: 'Сохранить' }).click()
  await form.waitFor({ state: 'detached' })
  await until(async () => /Продажи\s+Anna/.test(await page.getByTestId('team').innerText()))
  const { body } = await people.hub.api<{ items: { name: string; members: { name: string }[] }[] }>('GET', '/teams')
  t.match(body.items, [{ name: 'Продажи', members: [{ name: 'Anna' }] }])
  await until(async () => (await choice.allInnerTexts()).includes('Продажи'))
  t.same([...complaints, ...anna.complaints], [])
})

t.test('a custom field is defined, asked of a new contact, and archived', { skip }, async (t) => {
  const { people, page, complaints } = await openSettings(t)
  await page.goto(`${people.hub.url}/fields`)
  await page.getByTestId('field-create').click()
  const form = page.getByTestId('field-form')
  await form.getByLabel('Название').fill('Город')
  await form.getByLabel('Тип').selectOption('choice')
  await form.getByLabel('Варианты').fill('Тверь\nМосква')
  await form.getByRole('button', { name: 'Сохранить' }).click()
  const field = page.getByTestId('field')
  await field.waitFor()
  await says(field, /Город\s+gorod/)
  await says(field, /Тверь, Москва/)
  const { body } = await people.hub.api<{ items: { key: string; type: string; options: string[] }[] }>(
    'GET',
    '/contact-fields'
  )
  t.match(body.items, [{ key: 'gorod', type: 'choice', options: ['Тверь', 'Москва'] }])

  const anna = await people.desk('anna', '101')
  await anna.page.goto(`${people.hub.url}/contacts`)
  await anna.page.getByTestId('contact-create').click()
  const asked = anna.page.getByTestId('contact-form').getByLabel('Город')
  await asked.selectOption('Тверь')
  await field.getByRole('button', { name: 'Изменить: Город' }).click()
  await form.getByLabel('Убрано').check()
  await form.getByRole('button', { name: 'Сохранить' }).click()
  await until(async () => /Убрано/.test(await field.innerText()))
  await asked.waitFor({ state: 'detached' })
  t.same([...complaints, ...anna.complaints], [])
})

t.test('a disposition is added under another, and one that is in the way is put aside', { skip }, async (t) => {
  const { people, page, complaints } = await openSettings(t)
  await page.goto(`${people.hub.url}/dispositions`)
  const entries = page.getByTestId('disposition-entry')
  await until(async () => (await entries.count()) === 5)
  const sale = page.locator('[data-testid=disposition-entry][data-key=sale]')
  await sale.getByRole('button').first().click()
  const form = page.getByTestId('disposition-form')
  await form.getByLabel('Название').fill('Предоплата')
  await form.getByRole('button', { name: 'Сохранить' }).click()
  await until(async () => (await entries.count()) === 6)
  await sale.getByRole('button').last().click()
  await form.getByLabel('Используется').uncheck()
  await form.getByRole('button', { name: 'Сохранить' }).click()
  await until(async () => /не используется/.test(await sale.innerText()))
  const { body } = await people.hub.api<{
    items: { key: string; name: string; parentId: string | null; active: boolean; id: string }[]
  }>('GET', '/dispositions')
  const parent = body.items.find(({ key }) => key === 'sale')
  t.equal(parent?.active, false)
  t.equal(body.items.find(({ name }) => name === 'Предоплата')?.parentId, parent?.id)
  t.same(complaints, [])
})
