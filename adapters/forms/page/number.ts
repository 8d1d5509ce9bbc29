import type { Touch } from '../../../contracts/submission.ts'
import type { VisitAnswer } from '../../../contracts/visit.ts'

interface Visit {
  readonly visit: string
  readonly first: Touch
  readonly last: Touch
}

const EVERY_MS = 30_000
const WAIT_MS = 10_000

/**
 * Puts the number that this visit may call in the place of the one that stands on the page, for as long as the page is looked
 * at. Where there is none, or nobody answers, the page stays as it is.
 */
export function showNumber(base: string, visit: () => Visit, remember: () => void): void {
  const places = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-perezvon-number]')]

  const own = new WeakMap<Element, string>()
  /** Remembers what the page itself has there. */
  const ownOf = (element: Element, now: string): string => {
    if (!own.has(element)) own.set(element, now)
    return own.get(element) as string
  }

  /** Without a number: what the page itself has there, since the one that was shown may be another visit's by now. */
  function write(number: string | null, text: string | null): void {
    for (const place of places()) {
      const [before, link] = [place.textContent ?? '', place.closest('a')]
      const mine = ownOf(place, before)
      if (before !== (text ?? mine)) place.textContent = text ?? mine
      if (link?.protocol !== 'tel:') continue
      const address = ownOf(link, link.href)
      link.href = number === null ? address : `tel:${number}`
    }
  }

  /** When what is shown may come to be another visit's. */
  let untilMs = 0
  async function ask(): Promise<void> {
    if (document.visibilityState !== 'visible') return
    remember()
    if (places().length === 0) return
    const body = JSON.stringify({ ...visit(), page: location.href.slice(0, 2_000), number: true })
    try {
      const answer = await fetch(`${base}/visit`, {
        method: 'POST',
        body,
        credentials: 'omit',
        signal: AbortSignal.timeout(WAIT_MS)
      })
      if (!answer.ok) throw new Error(`${answer.status}`)
      const { number, text, seconds } = (await answer.json()) as VisitAnswer
      untilMs = Date.now() + seconds * 1_000
      write(number, text)
    } catch {
      // Asked again soon.
      if (untilMs > 0 && Date.now() > untilMs) write(null, null)
    }
  }

  const start = (): void => {
    void ask()
    setInterval(() => void ask(), EVERY_MS)
    addEventListener('visibilitychange', () => void ask())
  }
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start)
  else start()
}
