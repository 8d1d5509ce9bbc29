import type { Logger } from 'pino'
import type { FeedItem } from '../../contracts/feed.ts'
import type { ResumeAnswer } from '../../contracts/realtime.ts'
import type { Viewer } from './audience.ts'
import type { Crm } from './crm.ts'
import { readCursor } from './history.ts'
import type { Switchboard } from './switchboard.ts'

const MAX_PAGES = 10

/**
 * Answers what a page missed. What is remembered here is answered in the same turn as the live state, so every item is
 * either in the answer or comes later as an event; what is older is asked of the core first, and then an item may be
 * both.
 */
export function createResume({
  crm,
  switchboard,
  log
}: {
  readonly crm: Pick<Crm, 'events'>
  readonly switchboard: Switchboard
  readonly log: Logger
}) {
  /** Reads on from `cursor` until the memory of the switchboard reaches. */
  async function earlier(cursor: number): Promise<FeedItem[] | undefined> {
    const items: FeedItem[] = []
    let at = cursor
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const page = await crm.events(at)
      items.push(...page.items)
      at = Number(page.items.at(-1)?.cursor ?? at)
      if (switchboard.since(at)) return items
      if (page.items.length === 0) return undefined
    }
    return undefined
  }

  return async (
    viewer: Viewer,
    socket: string,
    asked: string | null,
    answer: (data: ResumeAnswer | undefined) => void
  ): Promise<void> => {
    const cursor = asked === null ? undefined : readCursor(asked)
    if (cursor === undefined) return answer(switchboard.resume(viewer, socket, undefined))
    const remembered = switchboard.since(cursor)
    if (remembered || switchboard.isBeyond(cursor)) return answer(switchboard.resume(viewer, socket, remembered))
    const old = await earlier(cursor).catch((err: unknown) => {
      log.warn({ err }, 'the core could not say what a page missed: it reads all anew')
      return undefined
    })
    const rest = old && switchboard.since(Number(old.at(-1)?.cursor ?? cursor))
    answer(switchboard.resume(viewer, socket, rest && [...old, ...rest]))
  }
}
