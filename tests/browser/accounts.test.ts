import t from 'tap'
import { chromiumPath, says } from './browser.ts'
import { openPeople } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

t.test(
  'a company is made, gets a branch, and shows its people; another page sees its new name',
  { skip },
  async (t) => {
    const people = await openPeople(t)
    const [{ page, complaints }, other] = [await people.desk('anna', '101'), await people.desk('boris', '102')]
    await page.goto(`${people.hub.url}/accounts`)
    const make = async (name: string, fill: () => Promise<void>): Promise<string> => {
      await page.getByRole('button', { name: 'Новая компания' }).click()
      const form = page.getByTestId('account-form')
      await form.getByLabel('Название').fill(name)
      await fill()
      await form.getByRole('button', { name: 'Сохранить' }).click()
      await page.getByTestId('account-card').getByRole('heading', { name }).waitFor()
      return new URL(page.url()).pathname.split('/').at(-1) ?? ''
    }
    const form = page.getByTestId('account-form')
    const top = await make('Рога и копыта', async () => {
      await form.getByLabel('ИНН').fill('7707083893')
      await form.getByLabel('Почтовые домены').fill('horns.example, hoofs.example')
    })
    const card = page.getByTestId('account-card')
    for (const held of ['7707083893', 'horns.example', 'hoofs.example']) await says(card, held)
    await people.contact({ displayName: 'Ольга Петрова', accountId: top })
    await page.getByRole('link', { name: 'Ольга Петрова' }).waitFor()

    await page.goto(`${people.hub.url}/accounts`)
    await make('Рога, Тверь', async () => {
      await form.getByLabel('Входит в').fill('Рога')
      await page.getByRole('option', { name: 'Рога и копыта' }).click()
    })
    await card.getByRole('link', { name: 'Рога и копыта' }).click()
    await card.getByRole('link', { name: 'Рога, Тверь' }).waitFor()

    await other.page.goto(`${people.hub.url}/accounts/${top}`)
    await other.page.getByTestId('account-card').getByRole('heading', { name: 'Рога и копыта' }).waitFor()
    await card.getByRole('button', { name: 'Изменить' }).click()
    await form.getByLabel('Название').fill('Рога без копыт')
    await form.getByRole('button', { name: 'Сохранить' }).click()
    await other.page.getByTestId('account-card').getByRole('heading', { name: 'Рога без копыт' }).waitFor()
    t.same([...complaints, ...other.complaints], [])
  }
)
