import type { Logger } from 'pino'

/** Heard and not come over the stream yet: more than that wait for the stream. */
const MAX_HEARD = 1_000

type Take = (message: unknown) => Promise<void>

/**
 * Takes events that were heard in this process while they are on their way over the stream, where all of them are for good. When
 * one comes there it has been taken already; or is taken then, if it could not be.
 */
export function createEarly(take: Take, log: Pick<Logger, 'debug'>) {
  const heard = new Map<string, Promise<boolean>>()

  return {
    /** Never throws. */
    hear(text: string): void {
      if (heard.size >= MAX_HEARD) heard.delete(heard.keys().next().value ?? '')
      const event = JSON.parse(text) as { readonly id: string }
      const taking = take(event).then(
        () => true,
        (err: unknown) => {
          log.debug({ err, event: event.id }, 'an event could not be taken early')
          return false
        }
      )
      heard.set(event.id, taking)
    },
    /** What the stream brings. */
    async handle(message: unknown): Promise<void> {
      const { id } = (message ?? {}) as { readonly id?: unknown }
      const taking = typeof id === 'string' ? heard.get(id) : undefined
      if (taking) heard.delete(id as string)
      if (!taking || !(await taking)) await take(message)
    }
  }
}
