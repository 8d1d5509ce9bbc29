import t from 'tap'
import type { HubFile } from '../../contracts/file.ts'
import { until } from '../until.ts'
import { chromiumPath, says } from './browser.ts'
import { openPeople } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

t.test(
  'files of a contact are added, read back as they were, and removed; another page sees it',
  { skip },
  async (t) => {
    const people = await openPeople(t)
    const contact = await people.contact({ displayName: 'Ольга Петрова' })
    const [{ page, complaints }, other] = [await people.desk('anna', '101'), await people.desk('boris', '102')]
    for (const one of [page, other.page]) {
      await one.goto(`${people.hub.url}/contacts/${contact.id}`)
      await one.getByTestId('files').getByText('Файлов нет.').waitFor()
    }
    const html = Buffer.from('<script>document.title = "run"</script>')
    const input = page.getByTestId('files').locator('input[type=file]')
    await input.setInputFiles({ name: 'договор №1.html', mimeType: 'text/html', buffer: html })
    const link = page.getByTestId('files').getByRole('link', { name: 'договор №1.html' })
    await link.waitFor()
    await other.page.getByTestId('files').getByRole('link', { name: 'договор №1.html' }).waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    t.equal(download.suggestedFilename(), 'договор №1.html')
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    t.ok(Buffer.concat(chunks).equals(html))
    t.not(await page.title(), 'run')

    page.once('dialog', (dialog) => void dialog.accept())
    await page.getByTestId('files').getByRole('button', { name: 'Удалить договор №1.html' }).click()
    for (const one of [page, other.page]) await one.getByTestId('files').getByText('Файлов нет.').waitFor()
    t.same(complaints, [])
  }
)

t.test('a letter is shown whole in its details, as text, with its files', { skip }, async (t) => {
  const people = await openPeople(t)
  const lines = Array.from({ length: 40 }, (_, at) => `Строка ${at + 1}`)
  const id = await people.letter({
    from: 'olga@horns.example',
    subject: 'Счёт <b>№7</b>',
    text: ['<img src=x onerror="document.title=\'run\'">', ...lines].join('\n')
  })
  const name = "attachment; filename*=UTF-8''%D0%B0%D0%BA%D1%82.pdf"
  const sent = await people.hub.api('POST', `/interactions/${id}/files`, 'pdf', { 'content-disposition': name })
  t.equal(sent.status, 201)
  const { page, complaints } = await people.desk('anna', '101')
  await page.getByTestId('interaction-row').getByRole('button').first().click()
  const drawer = page.getByTestId('interaction-drawer')
  const words = drawer.getByTestId('words')
  await words.waitFor()
  await says(words, /Счёт <b>№7<\/b>/)
  await says(words, /<img src=x onerror/)
  t.notMatch(await words.innerText(), /Строка 40/)
  await words.getByRole('button', { name: 'Показать весь текст' }).click()
  await until(async () => /Строка 40/.test(await words.innerText()))
  await drawer.getByRole('link', { name: 'акт.pdf' }).waitFor()
  t.equal(await words.locator('img').count(), 0)
  t.not(await page.title(), 'run')
  const { items } = (await people.hub.api<{ items: HubFile[] }>('GET', `/interactions/${id}/files`)).body
  t.equal(items.length, 1)
  t.same(complaints, [])
})
