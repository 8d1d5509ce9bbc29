import type { Touch } from '../../../contracts/submission.ts'

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

  function write(number: string, text: string): void {
    for (const place of places()) {
      if (place.textContent !== text) place.textContent = text
      const link = place.closest('a')
      if (link?.protocol === 'tel:') link.href = `tel:${number}`
    }
  }

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
      const { number, text } = (await answer.json()) as { number: string | null; text: string | null }
      if (answer.ok && number && text) write(number, text)
    } catch {
      // asked again soon
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
