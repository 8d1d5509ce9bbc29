import t from 'tap'
import { until } from '../until.ts'
import { areThere, chromiumPath, says } from './browser.ts'
import { openPeople } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

t.test('missed calls are one entry a customer, are taken, and close by themselves', { skip }, async (t) => {
  const people = await openPeople(t)
  await people.contact({ displayName: 'Мария Кузнецова', phones: [{ number: '+79037001020' }] })
  const { page, complaints } = await people.desk('anna', '101')
  await page.goto(`${people.hub.url}/missed`)
  await page.getByText('Никто не ждёт ответного звонка.').waitFor()
  await people.call({ from: '+79037001020', minutesAgo: 90 })
  await people.call({ from: '+79037001020', minutesAgo: 40 })
  await people.call({ from: '+79990001122', minutesAgo: 2 })
  const rows = page.getByTestId('missed-row')
  await until(async () => (await rows.count()) === 2)
  await says(page.getByTestId('missed-count'), /^2$/)
  const maria = rows.filter({ hasText: 'Мария Кузнецова' })
  await says(maria, /Попыток: 2/)
  t.equal(await maria.getByTestId('due').getAttribute('data-late'), 'true')
  t.equal(await rows.filter({ hasText: '999 000-11-22' }).getByTestId('due').getAttribute('data-late'), 'false')

  await maria.getByTestId('missed-take').click()
  await until(async () => /за вами/.test(await maria.innerText()))
  await people.call({
    from: '+79037001020',
    minutesAgo: 1,
    direction: 'outbound',
    talk: { extension: '101', seconds: 12 }
  })
  await until(async () => (await rows.count()) === 1)

  await rows.getByTestId('missed-close').click()
  await page.keyboard.type('Ошиблись номером')
  await page.keyboard.press('Enter')
  await page.getByText('Никто не ждёт ответного звонка.').waitFor()
  await areThere(page.getByTestId('missed-count'), 0)
  await page.goto(`${people.hub.url}/missed?view=closed`)
  await until(async () => (await rows.count()) === 2)
  await says(maria, /дозвонились: Anna/)
  await says(rows.filter({ hasText: '999 000-11-22' }), /закрыто: Anna: Ошиблись номером/)
  t.same(complaints, [])
})
