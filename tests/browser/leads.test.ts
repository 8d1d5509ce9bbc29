import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import type { Form, NewForm } from '../../contracts/form.ts'
import type { Lead, WholeLead } from '../../contracts/lead.ts'
import { until } from '../until.ts'
import { chromiumPath, says } from './browser.ts'
import { openPeople, type People } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'
const YAML = 'region: RU\nadapters:\n  - { name: site, system: forms }\n'

type Fields = Readonly<Record<string, string | Blob>>

/** What the hub refuses on purpose is in the console, too. */
const unexpected = (complaints: readonly string[]): string[] =>
  complaints.filter((one) => !/\b(403|409|503)\b/.test(one))

async function makeForm({ hub }: People, form: NewForm): Promise<Form> {
  const { status, body } = await hub.api<Form>('POST', '/forms', form)
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}

/** As a browser sends it; a form that was made a moment ago may not be known yet. */
async function send({ hub }: People, key: string, fields: Fields): Promise<void> {
  await until(async () => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') body.append(name, value)
      else body.append(name, value, 'план.pdf')
    }
    const answer = await fetch(`${hub.url}/f/${key}`, { method: 'POST', body })
    if (answer.status !== 404 && answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
    return answer.status === 200
  })
}

async function leadNamed({ hub }: People, name: string, state = 'open'): Promise<Lead> {
  let found: Lead | undefined
  await until(async () => {
    const { body } = await hub.api<{ items: Lead[] }>('GET', `/leads?state=${state}&q=${encodeURIComponent(name)}`)
    found = body.items[0]
    return found !== undefined
  })
  return found as Lead
}

const rowOf = (page: Page, name: string): Locator => page.getByTestId('lead-row').filter({ hasText: name })

t.test('leads and forms on the screen', { skip }, async (t) => {
  const people = await openPeople(t, YAML)
  const { hub } = people
  const [anna, boris] = [await people.desk('anna', '101'), await people.desk('boris', '102')]
  const marta = await people.desk('marta', '103', 'ru-RU', 'marketer')
  await makeForm(people, { key: 'order', name: 'Заказ окон', source: 'site', honeypot: 'website' })

  await t.test(
    'a form that is sent is in the inbox by itself, with its words, its files and both touches',
    async (t) => {
      const { page } = anna
      await page.goto(`${hub.url}/leads`)
      await page.getByTestId('leads').getByText('Открытых заявок нет').waitFor()
      await send(people, 'order', {
        ...{ name: 'Ольга <b>', phone: '8 916 123-45-67', email: 'olga@horns.example', comment: 'Нужны окна' },
        ...{ size: 'L', file: new Blob(['%PDF-1.4 план']) },
        _first: JSON.stringify({
          yclid: '77',
          landing: 'https://shop.example/okna?yclid=77',
          at: '2026-11-01T09:00:00Z'
        }),
        _last: JSON.stringify({ utmSource: 'weekly', utmMedium: 'email', utmCampaign: 'autumn' })
      })
      await rowOf(page, 'Ольга').waitFor()
      await says(rowOf(page, 'Ольга'), /ждёт \d+:\d\d/)
      await page.getByTestId('leads-count').waitFor()
      await rowOf(page, 'Ольга').getByRole('button').click()
      const lead = page.getByTestId('lead')
      await lead.getByRole('link', { name: 'план.pdf' }).waitFor()
      for (const said of ['Ольга <b>', 'Нужны окна', 'size: L', '+7 916 123-45-67', 'olga@horns.example', 'Заказ окон'])
        await says(lead, said)
      const touches = lead.getByTestId('touch')
      await says(touches.first(), /Первый визит · 1\sнояб.*\s+Реклама: Яндекс Директ\s+Страница: shop.example\/okna/)
      await says(touches.last(), /Последний визит\s+Письмо: weekly · кампания autumn/)
      await lead.getByTestId('lead-fields').click()
      await says(lead.getByTestId('lead-sent'), /comment\s+Нужны окна/)
      const [asked] = await Promise.all([page.waitForRequest('**/api/v1/calls'), lead.getByTestId('lead-call').click()])
      t.match(asked.postDataJSON(), { to: '+79161234567', contact: /-/ })
      t.match(page.url(), /[?&]lead=/)
      t.same(unexpected(anna.complaints), [])
    }
  )

  await t.test('who takes a lead has it; a slower colleague is told, and sees what is so', async (t) => {
    await send(people, 'order', { name: 'Пётр', phone: '8 916 000-00-02' })
    const { id } = await leadNamed(people, 'Пётр')
    for (const { page } of [anna, boris]) await page.goto(`${hub.url}/leads?lead=${id}`)
    const [hers, his] = [anna.page.getByTestId('lead'), boris.page.getByTestId('lead')]
    await his.getByTestId('lead-take').waitFor()
    // his page does not hear in time
    let letOn: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      letOn = resolve
    })
    await boris.page.route(`**/api/v1/leads/${id}`, async (route) => {
      if (route.request().method() === 'GET') await held
      await route.continue()
    })
    await hers.getByTestId('lead-take').click()
    await says(hers, /У кого: Anna/)
    await rowOf(boris.page, 'Пётр').getByText('Anna').waitFor()
    await his.getByTestId('lead-take').click()
    await his.getByTestId('lead-conflict').waitFor()
    letOn()
    await says(his, /В работе[\s\S]*У кого: Anna/)
    t.match((await hub.api<WholeLead>('GET', `/leads/${id}`)).body, { state: 'taken', owner: { id: anna.id } })
    await boris.page.unroute(`**/api/v1/leads/${id}`)
    t.same(unexpected(boris.complaints), [])
  })

  await t.test('a lead is handed on, won and opened again; filters and words find it', async (t) => {
    const { page } = anna
    await hub.api('POST', '/teams', { name: 'Окна', members: [anna.id, boris.id] })
    await makeForm(people, { key: 'call-me', name: 'Звонок' })
    await send(people, 'call-me?utm_source=vk', { name: 'Семён', phone: '8 916 000-00-03', comment: 'Балкон' })
    const { id } = await leadNamed(people, 'Семён')
    await page.goto(`${hub.url}/leads?lead=${id}`)
    const lead = page.getByTestId('lead')
    await lead.getByTestId('lead-hand-on').click()
    const form = lead.getByTestId('hand-on')
    await form.getByLabel('Кому').selectOption({ label: 'Boris' })
    await form.getByLabel('Команда').selectOption({ label: 'Окна' })
    await form.getByRole('button', { name: 'Передать' }).click()
    await says(lead, /У кого: Boris · Окна/)
    await lead.getByTestId('lead-won').click()
    await says(lead, /Успех/)
    await rowOf(page, 'Семён').waitFor({ state: 'detached' })
    await page.getByLabel('Состояние').selectOption({ label: 'Успех' })
    await rowOf(page, 'Семён').waitFor()
    await lead.getByTestId('lead-reopen').click()
    await rowOf(page, 'Семён').waitFor({ state: 'detached' })
    t.match((await hub.api<WholeLead>('GET', `/leads/${id}`)).body, { state: 'taken', owner: { id: boris.id } })

    await boris.page.goto(`${hub.url}/leads`)
    await boris.page.locator('[data-testid=owner-me] + label').click()
    await rowOf(boris.page, 'Семён').waitFor()
    await until(async () => (await boris.page.getByTestId('lead-row').count()) === 1)
    await boris.page.goto(`${hub.url}/leads`)
    await boris.page.getByLabel('Источник').selectOption('vk')
    await boris.page.waitForURL('**/leads?source=vk')
    await boris.page.getByLabel('Форма').selectOption({ label: 'Звонок' })
    await boris.page.getByTestId('leads-search').fill('балк')
    await boris.page.waitForURL(/q=/)
    await rowOf(boris.page, 'Семён').waitFor()
    await boris.page.getByTestId('leads-search').fill('дверь')
    await boris.page.getByText('ни одна заявка не подходит').waitFor()
    t.same([...unexpected(anna.complaints), ...unexpected(boris.complaints)], [])
  })

  await t.test('spam stands aside with its reason in words, and comes back in one press', async (t) => {
    const { page } = anna
    await send(people, 'order', { name: 'Робот', phone: '8 916 000-00-04', website: 'http://spam.example' })
    await leadNamed(people, 'Робот', 'spam')
    await page.goto(`${hub.url}/leads/spam`)
    const row = page.getByTestId('spam-row').filter({ hasText: 'Робот' })
    await row.waitFor()
    await says(row, /заполнено поле, которого люди не видят/)
    await row.getByTestId('not-spam').click()
    await row.waitFor({ state: 'detached' })
    await page.goto(`${hub.url}/leads`)
    await rowOf(page, 'Робот').getByRole('button').click()
    const lead = page.getByTestId('lead')
    await lead.getByTestId('lead-spam').click()
    await says(lead, /Отложено: так указал сотрудник/)
    await rowOf(page, 'Робот').waitFor({ state: 'detached' })
    t.same(unexpected(anna.complaints), [])
  })

  await t.test('a marketer makes a form, copies its code, and sets it up; secrets are not shown', async (t) => {
    const { page, complaints } = marta
    await page.goto(`${hub.url}/forms`)
    await page.getByTestId('form-create').click()
    const made = page.getByTestId('new-form')
    await made.getByLabel('Название').fill('Скидки')
    await made.getByLabel('Ключ в адресе').fill('sale')
    await made.getByLabel('Сайты').fill('https://shop.example/page')
    await made.getByRole('button', { name: 'Новая форма' }).click()
    await page.waitForURL('**/forms/*-*')
    t.equal(await page.getByTestId('form-address').innerText(), `${hub.url}/f/sale`)
    const snippet = page.getByTestId('form-snippet')
    t.equal(await snippet.innerText(), `<script async src="${hub.url}/f/sale.js"></script>`)
    await page.getByLabel('Ничего не запоминать').check()
    await says(snippet, /data-consent="required"/)
    await says(page.getByTestId('form-html'), `<form action="${hub.url}/f/sale" method="post"`)

    await page.getByTestId('form').getByText('Настройки', { exact: true }).click()
    const settings = page.getByTestId('form-settings')
    await settings.getByLabel('Ловушка для программ').fill('company')
    await settings.getByLabel('Сети').fill('нет')
    await settings.getByText('Каждая: адрес или сеть').waitFor()
    await settings.getByLabel('Сети').fill('')
    await settings.getByLabel('Файлов, не больше').fill('2')
    const pool = settings.getByTestId('form-pool')
    await pool.getByRole('button', { name: 'Добавить номер' }).click()
    await pool.getByText('У каждого своя линия').waitFor()
    await pool.getByLabel('Линия на АТС').fill('5550101')
    await pool.getByLabel('Что набирают').fill('8 (495) 111-22-33')
    await pool.getByLabel('Как написать').fill('8 495 111-22-33')
    await settings.getByTestId('secret-key').fill('a-very-secret-key')
    await settings.getByRole('button', { name: 'Сохранить' }).click()
    await until(async () => (await settings.getByTestId('secret-key').inputValue()) === '')
    t.notMatch(await page.content(), /a-very-secret-key/)
    const { body } = await hub.api<{ items: Form[] }>('GET', '/forms')
    const form = body.items.find(({ key }) => key === 'sale')
    t.match(form, { honeypot: 'company', files: { most: 2 }, secretsSet: ['key'], origins: ['https://shop.example'] })
    t.same(form?.numbers, [{ address: '5550101', number: '84951112233', text: '8 495 111-22-33' }])
    await page.getByText('Код', { exact: true }).click()
    await says(page.getByTestId('form-html'), /name="company" tabindex="-1"/)

    await page.getByTestId('form').getByText('Настройки', { exact: true }).click()
    page.once('dialog', (dialog) => void dialog.accept())
    await page.getByTestId('form-remove').click()
    await page.waitForURL('**/forms')
    await page.getByTestId('form-row').filter({ hasText: 'Заказ окон' }).waitFor()
    t.equal(await page.getByTestId('form-row').filter({ hasText: 'Скидки' }).count(), 0, 'not even for a moment')
    t.same(unexpected(complaints), [])
  })

  await t.test(
    'what a field is called is mapped on what came, seen at once, and holds for what comes next',
    async (t) => {
      const { page, complaints } = marta
      const { id } = await makeForm(people, { key: 'oddly', name: 'Странная' })
      await send(people, 'oddly', { who: 'Кирилл', number2: '8 916 000-00-05', wish: 'Дверь' })
      await page.goto(`${hub.url}/forms/${id}?part=mapping`)
      const made = (target: string) => page.getByTestId(`made-${target}`)
      await says(made('name'), /не найдено/)
      await says(made('text'), /who: Кирилл[\s\S]*wish: Дверь/)
      const form = page.getByTestId('form')
      const name = form.getByLabel('Имя', { exact: true })
      await name.click()
      await page.getByRole('option', { name: 'who', exact: true }).click()
      await says(made('name'), /Кирилл/)
      const phone = form.getByLabel('Телефон', { exact: true })
      await phone.fill('number*')
      await phone.press('Enter')
      await says(made('phone'), /8 916 000-00-05/)
      await says(made('text'), /^(?!.*who:)[\s\S]*wish: Дверь/)
      await page.getByTestId('payload').selectOption('paste')
      await page.getByTestId('pasted').fill('{"who": "Ян", "number7": "+7 916 000-00-06"}')
      await says(made('name'), /Ян/)
      await says(made('phone'), /000-00-06/)
      await page.getByTestId('mapping-save').click()
      await until(async () => page.getByTestId('mapping-save').isDisabled())
      await until(async () => {
        await send(people, 'oddly', { who: 'Глеб', number2: '8 916 000-00-07' })
        return (await hub.api<{ items: Lead[] }>('GET', '/leads?q=глеб')).body.items.some(
          (lead) => lead.name === 'Глеб'
        )
      })
      t.same(unexpected(complaints), [])
    }
  )

  await t.test('a form is tried as a visitor would send it, and its lead is one press away', async (t) => {
    const { page, complaints } = marta
    const { id } = await makeForm(people, { key: 'tried', name: 'Проба', origins: ['https://shop.example'] })
    await send(people, 'tried', { comment: 'известна всем' })
    await page.goto(`${hub.url}/forms/${id}?part=test`)
    const form = page.getByTestId('send-test')
    await form.getByLabel('Имя').fill('Тест Тестов')
    await form.getByLabel('Телефон').fill('8 916 000-00-08')
    await form.getByLabel('Источник').fill('probe')
    await form.getByRole('button', { name: 'Отправить' }).click()
    await page.getByTestId('test-lead').filter({ hasText: 'Тест Тестов' }).click()
    const lead = page.getByTestId('lead')
    await says(lead, /Тест Тестов[\s\S]*Источник: probe/)
    t.equal(await lead.getByTestId('lead-call').count(), 0, 'a marketer makes no calls')
    t.same(unexpected(complaints), [])
  })

  await t.test('the funnel counts by source in the period, in English, too; agents see no forms', async (t) => {
    const { page, complaints } = await people.desk('clara', '104', 'en-GB')
    await send(people, 'order?utm_source=funnel-source', { name: 'Зоя', phone: '8 916 000-00-09' })
    await hub.api('PATCH', `/leads/${(await leadNamed(people, 'Зоя')).id}`, { state: 'won' })
    await page.goto(`${hub.url}/leads/funnel`)
    const row = page.locator('[data-testid=funnel-row][data-key=funnel-source]')
    await says(row, /funnel-source\s+1\s+1 100 %\s+0 0 %\s+1 100 %\s+0 0 %\s+0\s+-/)
    await says(page.getByTestId('funnel-total'), /All/)
    await page.getByText('Dates', { exact: true }).click()
    await page.getByLabel('To', { exact: true }).fill('2020-01-01')
    await page.getByText('No leads came in this time.').waitFor()
    t.match(page.url(), /period=own&to=2020-01-01/)
    await page.getByText('Today', { exact: true }).click()
    await row.getByRole('link').click()
    await rowOf(page, 'Зоя').waitFor()
    t.equal(await page.getByRole('link', { name: 'Forms' }).count(), 0)
    await page.goto(`${hub.url}/forms`)
    await page.getByText('There is no such page.').waitFor()
    t.same(unexpected(complaints), [])
  })
})
