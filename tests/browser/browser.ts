import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import tap, { type Test } from 'tap'
import { until } from '../until.ts'

/** Debian's Chromium, or undefined where `npm test` could not get one (it says why). */
export const chromiumPath = process.env['TEST_CHROMIUM']

/** Chromium must not look for anything outside this machine. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage'
]

let shared: Promise<Browser> | undefined

/** One browser for all tests of a file; what a test opened in it, which nobody else sees, is closed with the test. */
export async function startBrowser(t: Test): Promise<Browser> {
  shared ??= launch()
  const browser = await shared
  t.teardown(() => Promise.all(browser.contexts().map((context) => context.close())))
  return browser
}

async function launch(): Promise<Browser> {
  if (!chromiumPath) throw new Error('TEST_CHROMIUM is not set: run the tests with `npm test`')
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ARGS })
  tap.teardown(() => browser.close())
  return browser
}

interface Desk {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page complained of: scripts that failed, policies that were broken. */
  readonly complaints: string[]
}

/** Signs in at the desktop, as a person does. */
export async function openDesk(
  browser: Browser,
  url: string,
  login: string,
  password: string,
  locale = 'ru-RU'
): Promise<Desk> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (err) => complaints.push(err.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/40[14]/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(url)
  const form = page.getByTestId('login-form')
  await form.locator('input').first().fill(login)
  await form.locator('input[type=password]').fill(password)
  await form.locator('button[type=submit]').click()
  await page.getByTestId('dial-input').waitFor()
  return { page, context, complaints }
}

/** Waits until it is written there: the parts of a page do not learn of a change at the same moment. */
export async function says(place: Locator, text: RegExp | string): Promise<void> {
  let last = ''
  const isSaid = async (): Promise<boolean> => {
    last = await place.innerText()
    return typeof text === 'string' ? last.includes(text) : text.test(last)
  }
  await until(isSaid).catch((err: unknown) => {
    throw last === '' ? err : new Error(`not ${text} but: ${last}`)
  })
}

/** Waits until there are so many of them. */
export const areThere = (places: Locator, count: number): Promise<void> =>
  until(async () => (await places.count()) === count)
