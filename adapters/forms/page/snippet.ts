// What GET /f/{key}.js answers: turns the forms of any page into lead forms. It takes no name of the page but `perezvon`.
import { asksForReach, holdsReach } from './lead-form.ts'
import { showNumber } from './number.ts'
import { type Draft, send, sendUnsent, tell } from './send.ts'
import { createStore, NAMES } from './store.ts'
import { countersOf, readVisits, visited } from './touch.ts'
import { tryWork } from './work.ts'

/** Put in by the server. */
declare const __FORM__: { readonly key: string; readonly honeypot: string | null; readonly workBits: number }

const form = __FORM__
const SLICE = 2_000
/** So often an open page tries what could not be sent, whether it was the connection or the hub. */
const AGAIN_MS = 60_000

function begin(script: HTMLScriptElement): void {
  const base = new URL(script.src)
  base.search = ''
  base.hash = ''
  base.pathname = base.pathname.replace(/\.js$/, '')
  const startedMs = performance.now()
  const mustAsk = script.dataset['consent'] === 'required' || navigator.globalPrivacyControl === true
  const store = createStore(mustAsk)
  const before = window.perezvon

  const view = { nowMs: Date.now(), url: location.href, referrer: document.referrer, cookies: document.cookie }
  const visits = visited(readVisits(store.getItem(NAMES.visits)), view, newId)
  const remember = (): void => store.setItem(NAMES.visits, JSON.stringify({ ...visits, seenMs: Date.now() }))
  remember()
  const touches = () => {
    const counters = countersOf(document.cookie)
    return { first: { ...counters, ...visits.first }, last: { ...counters, ...visits.last } }
  }

  /** What a form is known by until it was taken, and the work that it has done. */
  const known = new WeakMap<HTMLFormElement, { id: string; tried: number; work: string; isBusy: boolean }>()
  function knownOf(element: HTMLFormElement) {
    const there = known.get(element)
    if (there) return there
    const made = { id: newId(), tried: 0, work: '', isBusy: false }
    known.set(element, made)
    return made
  }
  function workOn(element: HTMLFormElement, most: number): void {
    const state = knownOf(element)
    if (state.work || form.workBits === 0) return
    const found = tryWork(form.key, state.id, form.workBits, state.tried, most)
    state.tried += most
    if (found !== undefined) state.work = String(found)
  }

  const fieldsOf = (element: HTMLFormElement) =>
    [...element.elements].filter((one): one is HTMLInputElement => 'name' in one && 'value' in one)
  /** `data-perezvon` names its key; without a name it is the first script's, as are all forms of a page that marks none. */
  function isOurs(element: HTMLFormElement): boolean {
    const mark = element.dataset['perezvon']
    if (mark) return mark === form.key
    if (before) return false
    if (mark === '' || document.querySelector('form[data-perezvon]')) return mark === ''
    return element.getAttribute('role') !== 'search' && asksForReach(fieldsOf(element))
  }
  /** It goes nowhere by itself, or to us. */
  function isOnlyOurs(element: HTMLFormElement): boolean {
    const action = element.getAttribute('action')
    return action === null || action === '' || action === '#' || new URL(action, location.href).href === base.href
  }

  function draftOf(element: HTMLFormElement, submitter: HTMLElement | null): Draft {
    const data = new FormData(element)
    const button = submitter as HTMLButtonElement | null
    if (button?.name) data.append(button.name, button.value)
    while (form.workBits > 0 && !knownOf(element).work) workOn(element, SLICE)
    const { id, work } = knownOf(element)
    const { first, last } = touches()
    const technical = {
      ...{ _id: id, _visit: visits.visit, _first: JSON.stringify(first), _last: JSON.stringify(last) },
      ...{ _page: location.href.slice(0, 2_000), _filled: String(Math.round(performance.now() - startedMs)) },
      ...(work && { _work: work })
    }
    for (const [name, value] of Object.entries(technical)) data.set(name, value)
    return { to: base.href, data }
  }

  function addTrap(element: HTMLFormElement): void {
    if (form.honeypot === null || element.elements.namedItem(form.honeypot)) return
    const trap = document.createElement('input')
    Object.assign(trap, { name: form.honeypot, type: 'text', tabIndex: -1, autocomplete: 'off' })
    trap.setAttribute('aria-hidden', 'true')
    trap.style.cssText = 'position:absolute;left:-9999px;width:1px;height:1px;opacity:0'
    element.append(trap)
  }

  async function sendOnly(element: HTMLFormElement, draft: Draft): Promise<void> {
    const state = knownOf(element)
    if (state.isBusy) return
    state.isBusy = true
    tell(element, 'sending')
    const { outcome, redirect } = await send(draft, store, (later) => tell(element, later))
    state.isBusy = false
    tell(element, outcome)
    if (outcome === 'refused') return
    known.delete(element)
    element.reset()
    const next = element.dataset['redirect'] ?? redirect
    if (outcome === 'taken' && next) location.assign(next)
  }

  /** Of a form that its page handles by itself: it goes on as it would without us. */
  function sendCopy(element: HTMLFormElement, draft: Draft): void {
    void send(draft, store).then(({ outcome }) => {
      if (outcome === 'taken') known.delete(element)
      tell(element, outcome, true)
    })
  }

  const seen = new WeakSet<Event>()
  // Once on the way down: a page that stops the event further in is noticed, too.
  addEventListener(
    'submit',
    (event) => {
      const element = event.target as HTMLFormElement
      if (!isOurs(element)) return
      setTimeout(() => {
        if (!seen.has(event) && holdsReach(fieldsOf(element))) sendCopy(element, draftOf(element, event.submitter))
      })
    },
    true
  )
  addEventListener('submit', (event) => {
    const element = event.target as HTMLFormElement
    if (!isOurs(element)) return
    seen.add(event)
    const draft = draftOf(element, event.submitter)
    if (!event.defaultPrevented && isOnlyOurs(element)) {
      event.preventDefault()
      void sendOnly(element, draft)
    } else if (holdsReach(fieldsOf(element))) {
      sendCopy(element, draft)
    }
  })
  addEventListener('focusin', ({ target }) => {
    const element = target instanceof Element ? target.closest('form') : null
    if (!element || !isOurs(element)) return
    addTrap(element)
    const goOn = (): void => {
      workOn(element, SLICE)
      if (form.workBits > 0 && !knownOf(element).work) setTimeout(goOn)
    }
    goOn()
  })

  void sendUnsent(store)
  addEventListener('online', () => void sendUnsent(store))
  setInterval(() => void sendUnsent(store), AGAIN_MS)
  showNumber(base.href, () => ({ visit: visits.visit, ...touches() }), remember)
  window.perezvon = {
    keys: [...(before?.keys ?? []), form.key],
    consent(isGiven) {
      before?.consent(isGiven)
      store.allow(isGiven)
      if (isGiven) remember()
    },
    visit: () => visits.visit
  }
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>(`script[src*="/f/${form.key}.js"]`)
if (script?.src && !window.perezvon?.keys.includes(form.key)) begin(script)

declare global {
  interface Window {
    perezvon?: {
      readonly keys: readonly string[]
      /** The visitor allows, or forbids, that their visits are remembered. */
      consent(isGiven: boolean): void
      visit(): string
    }
  }
  interface Navigator {
    readonly globalPrivacyControl?: boolean
  }
}
