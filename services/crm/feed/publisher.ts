import type { Logger } from 'pino'
import type { BegunCall, EventMark, FeedMessage } from '../../../contracts/feed.ts'
import type { Interaction } from '../../../contracts/interaction.ts'
import type { LeadOffer } from '../../../contracts/lead-offer.ts'
import type { PopContext } from '../../../contracts/rest.ts'
import { hasJustBegun } from '../interactions/pop.ts'
import { type FeedRow, itemOf } from './store.ts'

export interface Publisher {
  /**
   * For when others can see what was committed, which may not be on the disk yet: begins to read what the pops of these will
   * show, and tells the gateways of a call that has just begun. `event`: as with `publish`.
   */
  prepare(rows: readonly FeedRow[], event?: EventMark): void
  /**
   * Tells the gateways of what was committed. Call it right after the commit; it never throws. `event`: of which the last
   * interaction is the state.
   */
  publish(rows: readonly FeedRow[], event?: EventMark): void
  /** Resolves when all that was handed in is told, or could not be. */
  settled(): Promise<void>
}

interface Deps {
  /** Sends one text to every gateway. */
  readonly send: (text: string) => Promise<unknown>
  /** The same, of what is told before it is an item. */
  readonly sendAhead: (text: string) => void
  readonly popOf: (interaction: Interaction) => Promise<PopContext | undefined>
  readonly popOfLead: (offer: LeadOffer) => Promise<PopContext | undefined>
  readonly log: Logger
}

const POP_DEADLINE_MS = 2_000

/**
 * Best effort, in the order in which the commits were heard of (two at the same moment may change places): a gateway
 * that misses a number asks /api/v1/events. The contexts of several pops
 * are made at the same time; only the telling waits for its turn.
 */
export function createPublisher({ send, sendAhead, popOf, popOfLead, log }: Deps): Publisher {
  let tail = Promise.resolve()
  const onItsWay = new Set<Promise<unknown>>()

  async function messageOf(row: FeedRow, event: EventMark | undefined): Promise<FeedMessage> {
    const item = itemOf(row)
    const making = item.type === 'interaction' ? popOf(item.data) : item.type === 'lead-offer' && popOfLead(item.data)
    if (!making) return { item }
    const pop = await withDeadline(making).catch((err: unknown) => {
      log.warn({ err, cursor: item.cursor }, 'no context for a pop')
      return undefined
    })
    return { item, ...(pop && { pop }), ...(event && { event }) }
  }

  return {
    prepare(rows, event) {
      for (const row of rows) {
        const item = itemOf(row)
        if (item.type !== 'interaction') continue
        if (event && rows.length === 1 && hasJustBegun(item.data)) {
          sendAhead(JSON.stringify({ begun: item, event } satisfies BegunCall))
        }
        popOf(item.data).catch(() => {}) // asked again when it is told
      }
    },
    publish(rows, event) {
      const last = rows.findLast(({ type }) => type === 'interaction')
      for (const row of rows) {
        const message = messageOf(row, row === last ? event : undefined)
        tail = tail.then(async () => {
          const text = JSON.stringify(await message)
          // The connection keeps the order: the next need not wait until this one has arrived.
          const sent = send(text).catch((err: unknown) => {
            log.debug({ err, seq: row.seq }, 'the gateways were not told: they ask for what they miss')
          })
          onItsWay.add(sent)
          void sent.finally(() => onItsWay.delete(sent))
        })
      }
    },
    async settled() {
      await tail
      await Promise.all(onItsWay)
    }
  }
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it took too long')), POP_DEADLINE_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
