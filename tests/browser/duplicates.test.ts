import t from 'tap'
import { until } from '../until.ts'
import { chromiumPath, says } from './browser.ts'
import { openPeople, type People } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

/** Two records of one person, who has one e-mail. */
async function twoRecords(people: People) {
  const email = 'o.petrova@romashka.example'
  return [
    await people.contact({
      displayName: 'Ольга Петрова',
      phones: [{ number: '+74951234567' }],
      emails: [{ address: email }]
    }),
    await people.contact({
      displayName: 'Петрова О. В.',
      phones: [{ number: '+79161112233' }],
      emails: [{ address: email }],
      note: 'Из старой базы'
    })
  ] as const
}

t.test('duplicates are compared field by field, merged, and the merge undone', { skip }, async (t) => {
  const people = await openPeople(t)
  const [olga, other] = await twoRecords(people)
  await people.call({ from: '+79161112233', minutesAgo: 30, talk: { extension: '101', seconds: 20 } })
  const { page, complaints } = await people.desk('anna', '101')
  await page.goto(`${people.hub.url}/duplicates`)
  const pair = page.getByTestId('duplicate')
  await pair.waitFor()
  await says(pair, /одна почта o\.petrova@romashka\.example/)
  await pair.getByTestId('duplicate-compare').click()

  const form = page.getByTestId('merge-form')
  await form.getByLabel('Ольга Петрова').first().check()
  const name = form.locator('[data-testid=merge-field][data-field=displayName]')
  await until(() => name.getByLabel('Ольга Петрова').isChecked())
  await name.getByLabel('Петрова О. В.').check()
  const result = form.getByTestId('merge-result')
  await until(async () => /Петрова О\. В\./.test(await result.innerText()))
  await says(result, /\+7 495 123-45-67, \+7 916 111-22-33/)
  await form.getByTestId('merge-do').click()
  await page.getByText('Дубликатов нет').waitFor()

  await page.goto(`${people.hub.url}/contacts/${other.id}`)
  await page.waitForURL(`**/contacts/${olga.id}`)
  const card = page.getByTestId('contact-card')
  await says(card, /Петрова О\. В\.[\s\S]*495 123-45-67[\s\S]*916 111-22-33/)
  await page.locator('[data-testid=timeline-item][data-kind=call]').waitFor()
  await page.locator('[data-testid=timeline-item][data-kind=merge]').waitFor()
  await page.getByTestId('contact-merges').getByTestId('merge-undo').click()
  await until(async () => !/916 111-22-33/.test(await card.innerText()))
  await says(card, /Ольга Петрова/)

  await page.goto(`${people.hub.url}/contacts/${other.id}`)
  await until(async () => /916 111-22-33/.test(await card.innerText()))
  await page.locator('[data-testid=timeline-item][data-kind=call]').waitFor()
  t.same(complaints, [])
})

t.test('two that are not the same are put aside and not proposed again', { skip }, async (t) => {
  const people = await openPeople(t)
  await twoRecords(people)
  const { page } = await people.desk('anna', '101')
  await page.goto(`${people.hub.url}/duplicates`)
  await page.getByTestId('duplicate-dismiss').click()
  await page.getByText('Дубликатов нет').waitFor()
  await page.goto(`${people.hub.url}/duplicates?view=dismissed`)
  await page.getByTestId('duplicate').waitFor()
  t.equal(await page.getByTestId('duplicate-dismiss').count(), 0)
})

t.test('records with different ids in one system are merged only when a person insists', { skip }, async (t) => {
  const people = await openPeople(t)
  const email = 'o.petrova@romashka.example'
  for (const value of ['1042', '2077'])
    await people.contact({
      displayName: 'Ольга Петрова',
      emails: [{ address: email }],
      keys: [{ system: 'bitrix24', value }]
    })
  const { page } = await people.desk('anna', '101', 'en-GB')
  await page.goto(`${people.hub.url}/duplicates`)
  await page.getByTestId('duplicate-compare').click()
  const merge = page.getByTestId('merge-do')
  await page.getByTestId('merge-despite').waitFor()
  await says(page.getByTestId('merge-form'), /bitrix24 \((1042, 2077|2077, 1042)\)/)
  t.ok(await merge.isDisabled())
  await page.getByTestId('merge-despite').check()
  await merge.click()
  await page.getByText('No duplicates').waitFor()
})
