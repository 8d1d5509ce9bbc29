import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from 'redis'
import t, { type Test } from 'tap'
import { POOL } from '../../services/crm/attribution/visits.fixture.ts'
import { CONTACT_EVENTS } from '../../services/kit/streams.ts'
import { callEvent } from '../call-events.ts'
import { type Hub, startHub } from '../hub.ts'
import { until } from '../until.ts'
import { chromiumPath, startBrowser } from './browser.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'
const OWN = '8 495 000-00-00'

/** A site of somebody else, on another origin, whose pages have a number; its blog has none. */
async function startSite(t: Test, script: string): Promise<string> {
  const line = `<script src="${script}"></script>`
  const number = `<a href="tel:+74950000000"><span data-perezvon-number>${OWN}</span></a>`
  const server = createServer(({ url = '' }, response) => {
    const body = url.startsWith('/blog') ? line : `${number}${line}`
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><body>${body}</body>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Somebody calls this line, as an adapter tells it. */
async function call({ redis: { url } }: Hub, id: string, line: string): Promise<void> {
  const redis = createClient({ url })
  redis.on('error', () => undefined)
  await redis.connect()
  const startedAt = new Date().toISOString()
  await redis.xAdd(CONTACT_EVENTS, '*', { m: JSON.stringify(callEvent(id, 1, { line, startedAt })) })
  redis.destroy()
}

t.test(
  'visitors are shown numbers of their own, and a call to one tells the visit with both touches',
  { skip },
  async (t) => {
    const hub = await startHub(t, 'adapters:\n  - { name: site, system: forms }\n')
    const site = await startSite(t, `${hub.url}/f/order.js`)
    const form = { name: 'Order', key: 'order', origins: [site], numbers: POOL }
    t.equal((await hub.api('POST', '/forms', form)).status, 201)
    await until(async () => (await fetch(`${hub.url}/f/order.js`)).status === 200)
    const browser = await startBrowser(t)
    const visit = async (...queries: string[]) => {
      const page = await (await browser.newContext()).newPage()
      for (const query of queries) {
        await page.goto(`${site}/${query}`)
        await page.waitForFunction('window.perezvon')
      }
      const shown = page.locator('[data-perezvon-number]')
      return { shown, href: () => page.locator('a').getAttribute('href') }
    }
    const anna = await visit('blog?utm_source=vk', '?utm_source=yandex&yclid=77')
    await until(async () => (await anna.shown.innerText()) !== OWN)
    const oleg = await visit('?utm_source=google')
    await until(async () => (await oleg.shown.innerText()) !== OWN)
    const texts = [await anna.shown.innerText(), await oleg.shown.innerText()]
    t.same([...texts].sort(), POOL.map(({ text }) => text).sort(), 'each its own')
    const annas = POOL.find(({ text }) => text === texts[0])
    await until(async () => (await anna.href()) === `tel:${annas?.number}`)

    const late = await visit('?utm_source=late')
    await call(hub, 'a1', annas?.address ?? '')
    await until(async () => Boolean((await hub.interactions())[0]?.attribution))
    const [interaction] = await hub.interactions()
    t.match(interaction?.attribution, {
      ...{ source: 'yandex', certainty: 'certain', page: `${site}/?utm_source=yandex&yclid=77` },
      touch: { first: { utmSource: 'vk' }, last: { utmSource: 'yandex', yclid: '77' } }
    })
    t.equal(await late.shown.innerText(), OWN, 'when all are in use, the page keeps its own')
  }
)
