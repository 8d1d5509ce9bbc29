import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { Form } from '../../contracts/form.ts'
import type { Lead } from '../../contracts/lead.ts'
import { type Hub, startHub } from '../hub.ts'
import { until } from '../until.ts'
import { chromiumPath, startBrowser } from './browser.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'
const FIELDS = '<input name="name"><input name="phone" type="tel"><button>Send</button>'

/** A site of somebody else, on another origin: its pages by their paths. */
async function startSite(t: Test, pages: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url ?? '/', 'http://site').pathname]
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(page === undefined ? '' : `<!doctype html><html lang="ru"><body>${page}</body></html>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function fill(page: Page, name: string, phone: string): Promise<void> {
  await page.locator('input[name=name]').fill(name)
  await page.locator('input[name=phone]').fill(phone)
  await page.getByRole('button', { name: 'Send' }).click()
}

async function leadOf(hub: Hub, phone: string, state = 'open'): Promise<Lead> {
  let found: Lead[] = []
  await until(async () => {
    const { items } = (await hub.api<{ items: Lead[] }>('GET', `/leads?state=${state}`)).body
    found = items.filter((lead) => lead.phone === phone)
    return found.length > 0
  })
  if (found.length > 1) throw new Error(`${found.length} leads of ${phone}`)
  return found[0] as Lead
}

t.test('the one line of script turns forms of another site into lead forms', { skip }, async (t) => {
  const hub = await startHub(t, 'adapters:\n  - { name: site, system: forms }\n')
  for (const form of [
    { name: 'Order', key: 'order', minFillSeconds: 0 },
    { name: 'Work', key: 'work', minFillSeconds: 0, workBits: 10, honeypot: 'website' }
  ]) {
    t.equal((await hub.api<Form>('POST', '/forms', form)).status, 201)
  }
  await until(async () => (await fetch(`${hub.url}/f/work.js`)).status === 200)
  const line = (key: string, more = '') => `<script async ${more} src="${hub.url}/f/${key}.js"></script>`
  const site = await startSite(t, {
    '/': `<form>${FIELDS}</form>${line('order')}`,
    '/work': `<form>${FIELDS}</form>${line('work')}`,
    '/asks': `<form>${FIELDS}</form>${line('order', 'data-consent="required"')}`,
    '/own': `<form onsubmit="event.stopPropagation(); document.title = 'own'; return false">${FIELDS}</form>${line('order')}`,
    '/away': `<form action="/thanks">${FIELDS}</form>${line('order')}`,
    '/thanks': 'thanks',
    '/plain': `<form method="post" action="${hub.url}/f/order">${FIELDS}</form>`
  })
  const browser = await startBrowser(t)
  const open = async (path: string, options = {}) => {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    await page.goto(`${site}${path}`)
    return { context, page, isReady: () => page.waitForFunction('window.perezvon') }
  }

  await t.test('with both touches, over visits, and thanks in the page', async (t) => {
    const { page, isReady } = await open('/?utm_source=yandex&yclid=77')
    await isReady()
    await page.goto(`${site}/?utm_source=vk&utm_campaign=doors`)
    await isReady()
    await fill(page, 'Анна', '8 916 123-45-67')
    await page.getByText('Спасибо! Мы получили вашу заявку.').waitFor()
    const lead = await leadOf(hub, '+79161234567')
    t.match(lead, {
      ...{ name: 'Анна', source: 'vk', page: `${site}/?utm_source=vk&utm_campaign=doors`, visit: /^[0-9a-f]{32}$/ },
      touch: { first: { utmSource: 'yandex', yclid: '77' }, last: { utmSource: 'vk', utmCampaign: 'doors' } }
    })
    await until(async () => (await page.locator('input[name=phone]').inputValue()) === '') // the form is empty again
  })

  await t.test('that does its work before it sends, and hides a trap in the form', async (t) => {
    const { page, isReady } = await open('/work')
    await isReady()
    await page.locator('input[name=name]').focus()
    t.equal(await page.locator('input[name=website]').getAttribute('tabindex'), '-1')
    await fill(page, 'Борис', '8 916 000-00-02')
    await page.getByText('Спасибо!').waitFor()
    t.match(await leadOf(hub, '+79160000002'), { state: 'new', spam: [] })
    await page.evaluate("document.querySelector('input[name=website]').value = 'a program'")
    await fill(page, 'Робот', '8 916 000-00-03')
    await page.getByText('Спасибо!').waitFor()
    t.match(await leadOf(hub, '+79160000003', 'spam'), { spam: ['honeypot'] })
  })

  await t.test('beside what the page does with its forms itself', async (t) => {
    const { page, isReady } = await open('/own')
    await isReady()
    await fill(page, 'Вера', '8 916 000-00-04')
    t.match(await leadOf(hub, '+79160000004'), { name: 'Вера' })
    t.equal(await page.title(), 'own')
    t.equal(await page.locator('input[name=name]').inputValue(), 'Вера', 'the page stays as it was')
    const other = await open('/away')
    await other.isReady()
    await fill(other.page, 'Глеб', '8 916 000-00-05')
    await other.page.waitForURL(/thanks/)
    t.match(await leadOf(hub, '+79160000005'), { name: 'Глеб' })
  })

  await t.test('without a connection it waits for one, and is one lead', async (t) => {
    const { context, page, isReady } = await open('/')
    await isReady()
    await context.setOffline(true)
    await fill(page, 'Дина', '8 916 000-00-06')
    await page.getByText('Связи нет.').waitFor()
    await context.setOffline(false)
    await page.reload()
    t.match(await leadOf(hub, '+79160000006'), { name: 'Дина', submissions: 1 })
    await until(async () => (await page.evaluate("localStorage.getItem('perezvon.outbox')")) === null)
  })

  await t.test('that remembers no visit before the visitor allowed it', async (t) => {
    const { page, isReady } = await open('/asks?utm_source=yandex')
    await isReady()
    t.equal(await page.evaluate('localStorage.length'), 0)
    await page.evaluate('window.perezvon.consent(true)')
    await page.goto(`${site}/asks?utm_source=vk`)
    await isReady()
    await fill(page, 'Ева', '8 916 000-00-07')
    t.match(await leadOf(hub, '+79160000007'), { touch: { first: { utmSource: 'yandex' }, last: { utmSource: 'vk' } } })
    await page.evaluate('window.perezvon.consent(false)')
    t.equal(await page.evaluate('localStorage.length'), 0)
  })

  await t.test('and a form without the script, or without any script, is one, too', async (t) => {
    const { page } = await open('/plain', { javaScriptEnabled: false, locale: 'ru-RU' })
    await fill(page, 'Жанна', '8 916 000-00-08')
    await page.getByText('Спасибо! Мы получили вашу заявку.').waitFor()
    t.match(await leadOf(hub, '+79160000008'), { name: 'Жанна' })
  })
})
