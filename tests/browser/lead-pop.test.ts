import t from 'tap'
import type { Lead } from '../../contracts/lead.ts'
import type { LeadRule } from '../../contracts/lead-rule.ts'
import { startHub } from '../hub.ts'
import { addRule, FORMS_YAML, openForm } from '../lead-posts.ts'
import { until } from '../until.ts'
import { areThere, chromiumPath, openDesk, says, startBrowser } from './browser.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

t.test('leads in the browser', { skip }, async (t) => {
  const hub = await startHub(t, `dialing: { allow: ["+7", "internal"] }\nadapters:\n${FORMS_YAML}`)
  const browser = await startBrowser(t)
  const form = await openForm(hub)
  const desk = async (login: string, extension: string, role?: string) => {
    const { id, socket } = await hub.agent(t, login, extension, role)
    socket.close() // the browser is their only page
    return { id, ...(await openDesk(browser, hub.url, login, `${login}-password`)) }
  }
  const lead = async (id: string | null) => (await hub.api<Lead>('GET', `/leads/${id}`)).body

  await t.test('a supervisor sets up who is asked, and in which order', async (t) => {
    const { page, complaints } = await desk('boss', '100', 'supervisor')
    await hub.api('POST', '/users', { login: 'anna', name: 'Anna', role: 'agent', password: 'unused-password' })
    const { body } = await hub.api<{ items: { id: string; login: string }[] }>('GET', '/users')
    const anna = body.items.find(({ login }) => login === 'anna')?.id
    await page.goto(`${hub.url}/lead-rules`)
    await page.getByText('Правил пока нет').waitFor()
    const make = async (name: string, fill: () => Promise<void>): Promise<void> => {
      await page.getByTestId('lead-rule-create').click()
      await page.getByTestId('lead-rule-form').getByLabel('Название').fill(name)
      await fill()
      await page.getByTestId('lead-rule-save').click()
      await page.getByTestId('lead-rule').filter({ hasText: name }).waitFor()
    }
    const dialog = page.getByTestId('lead-rule-form')
    await make('Москва', async () => {
      await dialog.getByLabel('Регионы').fill('+7495')
      await dialog.getByLabel('Регионы').press('Enter')
      await dialog.getByLabel('Люди').click()
      await page.getByRole('option', { name: 'Anna' }).click()
      await page.keyboard.press('Escape')
      await dialog.getByLabel('Только в рабочее время').check()
      await dialog.getByLabel('Часовой пояс').fill('Europe/Moscow')
    })
    await make('Остальные', async () => {
      await dialog.getByLabel('Формы').click()
      await page.getByRole('option', { name: 'Заказ' }).click()
      await page.keyboard.press('Escape')
    })
    await page.getByRole('button', { name: 'Выше: Остальные' }).click()
    const rows = page.getByTestId('lead-rule')
    await until(async () => /Остальные/.test(await rows.first().innerText()))
    const rules = (await hub.api<{ items: LeadRule[] }>('GET', '/lead-rules')).body.items
    t.match(rules, [
      { name: 'Остальные', when: { forms: [form.id] } },
      {
        name: 'Москва',
        when: { regions: ['+7495'], hours: { timeZone: 'Europe/Moscow', week: { length: 5 } } },
        to: { owner: true, users: [anna] }
      }
    ])
    await page.getByRole('button', { name: 'Удалить: Москва' }).click()
    await page.getByRole('button', { name: 'Удалить: Остальные' }).click()
    await page.getByText('Правил пока нет').waitFor()
    t.same(complaints, [])
    await page.close()
  })

  await t.test('a lead pops up with what was written, disturbs no typing, and is taken with a button', async (t) => {
    const { page, complaints, id } = await desk('vera', '101')
    await addRule(hub, [id], { name: 'Vera', when: { sources: ['vera'] } })
    await page.getByTestId('dial-input').focus()
    await page.keyboard.type('849')
    await form.post({
      name: 'Ольга',
      phone: '8 916 123-45-67',
      comment: 'Перезвоните\nпосле обеда',
      utm_source: 'vera'
    })
    const card = page.getByTestId('lead-pop')
    await card.waitFor()
    await page.keyboard.type('5')
    t.equal(await page.getByTestId('dial-input').inputValue(), '8495', 'the focus stayed where it was')
    const text = await card.innerText()
    for (const shown of [
      'Новая заявка',
      'Ольга',
      '+7 916 123-45-67',
      'Заказ',
      'vera',
      'после обеда',
      'Перейдёт дальше'
    ])
      t.match(text, shown)
    await page.reload()
    await card.waitFor()
    t.equal(await card.count(), 1)
    const about = await card.getAttribute('data-lead')
    await card.getByTestId('lead-take').click()
    await page.getByTestId('pop-withdrawn').waitFor()
    await says(page.getByTestId('pop-withdrawn'), /Заявка ваша/)
    await areThere(card, 0)
    t.match(await lead(about), { state: 'taken', owner: { id } })
    t.same(complaints, [])
    await page.close()
  })

  await t.test('a lead that is handed to somebody pops up at theirs, and says so', async (t) => {
    const { page, complaints, id } = await desk('inna', '104')
    await form.post({ name: 'Глеб', phone: '8 916 000-00-03', utm_source: 'nobody' })
    const named = async (): Promise<Lead | undefined> =>
      (await hub.api<{ items: Lead[] }>('GET', '/leads')).body.items.find(({ name }) => name === 'Глеб')
    await until(async () => (await named()) !== undefined)
    await hub.api('PATCH', `/leads/${(await named())?.id}`, { ownerId: id })
    const card = page.getByTestId('lead-pop')
    await card.waitFor()
    await says(card, /Заявка: передали вам.*Глеб/is)
    await card.getByTestId('lead-take').click()
    await card.waitFor({ state: 'detached' })
    await until(async () => (await named())?.state === 'taken')
    t.match(await named(), { state: 'taken', owner: { id } })
    t.same(complaints, [])
    await page.close()
  })

  await t.test('the countdown to the call is stopped; a card that is put away goes to the next person', async (t) => {
    const [one, other] = [await desk('olga', '102'), await desk('nina', '103')]
    await addRule(hub, [one.id, other.id], {
      ...{ name: 'Olga', when: { sources: ['olga'] }, choose: 'in-turn', takeWithinSeconds: 300, callInSeconds: 300 }
    })
    await form.post({ name: 'Пётр', phone: '8 916 000-00-02', utm_source: 'olga' })
    const cardOf = ({ page }: typeof one) => page.getByTestId('lead-pop')
    await until(async () => (await cardOf(one).count()) + (await cardOf(other).count()) === 1)
    const [first, next] = (await cardOf(one).count()) === 1 ? [one, other] : [other, one]
    await says(cardOf(first).getByTestId('lead-countdown'), /зазвонит через \d+ с/)
    await cardOf(first).getByTestId('lead-stop').click()
    await cardOf(first).getByTestId('lead-countdown').waitFor({ state: 'detached' })
    t.equal(await cardOf(first).count(), 1, 'the lead is still before her')
    await cardOf(first).getByTestId('lead-decline').click()
    await cardOf(next).waitFor()
    await areThere(cardOf(first), 0)
    const about = await cardOf(next).getAttribute('data-lead')
    await cardOf(next).getByTestId('lead-call').click()
    await cardOf(next).waitFor({ state: 'detached' })
    await next.page.getByText('Часть системы недоступна').waitFor()
    t.match(await lead(about), { state: 'taken', owner: { id: next.id } }, 'hers, though there is no PBX to call by')
    t.same(first.complaints, [])
  })
})
