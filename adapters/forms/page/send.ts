import { drop, isTooLong, keep, unsent } from './outbox.ts'
import type { Store } from './store.ts'

export interface Draft {
  readonly to: string
  readonly data: FormData
}
/** `unsent`: nobody could be reached; it is tried again as long as the page is open, and when the next one is opened. */
type Outcome = 'taken' | 'refused' | 'unsent'

const AGAIN_MS = [1_000, 3_000, 10_000]
const WAIT_MS = 20_000
/** What a browser still sends when the page is left. */
const KEPT_ALIVE = 60_000

const isFile = (value: FormDataEntryValue): value is File => typeof value !== 'string'

/** Files that were not chosen are none. */
function bodyOf(data: FormData): FormData | string {
  const files = [...data].filter(([, value]) => isFile(value) && value.size > 0)
  if (files.length > 0) return data
  const pairs = [...data].filter((pair): pair is [string, string] => !isFile(pair[1]))
  return new URLSearchParams(pairs).toString()
}

async function post(to: string, body: FormData | string): Promise<{ outcome: Outcome; redirect?: string }> {
  try {
    const answer = await fetch(to, {
      method: 'POST',
      body: typeof body === 'string' ? new URLSearchParams(body) : body,
      headers: { accept: 'application/json' },
      credentials: 'omit',
      keepalive: typeof body === 'string' && body.length < KEPT_ALIVE,
      signal: AbortSignal.timeout(WAIT_MS)
    })
    const { status, ok } = answer
    const isForLater = status >= 500 || status === 429 || status === 408
    if (!ok) return { outcome: isForLater ? 'unsent' : 'refused' }
    const { redirect } = (await answer.json().catch(() => ({}))) as { redirect?: string }
    return { outcome: 'taken', ...(redirect && { redirect }) }
  } catch {
    return { outcome: 'unsent' }
  }
}

/** What cannot be sent is kept, and tried again: the same form is taken once, however often it comes. */
export async function send(
  { to, data }: Draft,
  store: Store,
  later: (outcome: Outcome) => void = () => {}
): Promise<{ outcome: Outcome; redirect?: string }> {
  const body = bodyOf(data)
  const text = typeof body === 'string' && !isTooLong(body) ? body : undefined
  if (text !== undefined) keep(store, { to, body: text, atMs: Date.now() })
  for (const waitMs of [0, ...AGAIN_MS]) {
    if (waitMs > 0) {
      later('unsent')
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
    const answer = await post(to, body)
    if (answer.outcome === 'unsent') continue
    if (text !== undefined) drop(store, text)
    return answer
  }
  return { outcome: text === undefined ? 'refused' : 'unsent' }
}

/** What an earlier page could not send. */
export async function sendUnsent(store: Store): Promise<void> {
  for (const { to, body } of unsent(store, Date.now())) {
    const { outcome } = await post(to, body)
    if (outcome !== 'unsent') drop(store, body)
  }
}

const TEXTS = {
  ru: {
    sending: 'Отправляем…',
    taken: 'Спасибо! Мы получили вашу заявку.',
    refused: 'Заявка не отправлена. Позвоните нам, пожалуйста, или попробуйте ещё раз.',
    unsent: 'Связи нет. Заявка уйдёт сама, как только связь появится.'
  },
  en: {
    sending: 'Sending …',
    taken: 'Thank you! We have received your request.',
    refused: 'It was not sent. Please call us, or try again.',
    unsent: 'There is no connection. It will be sent as soon as there is one.'
  }
}

/** Says in the form what became of it, and tells the page by an event that it may forbid us to say so. */
export function tell(form: HTMLFormElement, outcome: Outcome | 'sending', isCopy = false): void {
  const event = new CustomEvent(`perezvon:${outcome}`, { bubbles: true, cancelable: true })
  if (!form.dispatchEvent(event) || isCopy) return
  let place = form.querySelector<HTMLElement>('[data-perezvon-says]')
  if (!place) {
    place = document.createElement('p')
    place.dataset['perezvonSays'] = ''
    form.append(place)
  }
  place.setAttribute('role', 'status')
  place.textContent = TEXTS[/^ru|^$/i.test(document.documentElement.lang) ? 'ru' : 'en'][outcome]
}
