import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { FeedMessage } from '../../contracts/feed.ts'
import type { LiveSnapshot, User } from '../../contracts/rest.ts'
import type { Team } from '../../contracts/team.ts'
import type { Nearby } from '../kit/nearby.ts'
import { AHEAD_CHANNEL, FEED_CHANNEL } from '../kit/streams.ts'
import { contextOf, contextsFor } from './contexts.ts'
import type { Crm, EventsPage } from './crm.ts'
import { createEars } from './ears.ts'
import { readCursor } from './history.ts'
import { createSequence } from './sequence.ts'

const HOLE_WAIT_MS = 50
const QUIET_POLL_MS = 2_000
const DEAF_POLL_MS = 500
const FILLS_BEFORE_SKIP = 3
const MAX_FILL_PAGES = 50
const BACK_OFF_MS = [250, 500, 1_000, 2_000, 5_000]

interface FeedPorts {
  readonly redisUrl: string
  readonly nearby?: Nearby | undefined
  readonly log: Logger
  readonly crm: Crm
  /** In the order of the event stream. */
  apply(message: FeedMessage): void
  /** What is told before it is committed, on a channel of its own. */
  hearAhead(text: string): void
  /** `asked`: the last cursor that was applied when the core was asked; -1 at the start. */
  reconcile(snapshot: LiveSnapshot, people: { users: readonly User[]; teams: readonly Team[] }, asked: number): void
  /** By the id of an interaction, or of the offer of a lead. */
  hasContext(id: string): boolean
}

type Need = 'nothing' | 'fill' | 'snapshot'

interface Feed {
  start(): Promise<void>
  /** The first snapshot has been taken. */
  isReady(): boolean
  /** Resolves when nothing is asked of the core any more; it waits a second at most. */
  stop(): Promise<void>
}

/**
 * Follows the hub's event stream: the Redis channel for speed, the core's REST for truth. One loop mends, one thing at
 * a time; what the channel brings meanwhile is applied as it comes.
 */
export function createFeed(ports: FeedPorts): Feed {
  const { redisUrl, nearby, log, crm, apply, hearAhead, reconcile, hasContext } = ports
  const ears = createEars({
    ...{ redisUrl, nearby, log },
    hear: { [FEED_CHANNEL]: hear, [AHEAD_CHANNEL]: hearEarly },
    onListening: () => want('snapshot')
  })
  const sequence = createSequence<FeedMessage>()
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  let isReady = false
  let need: Need = 'snapshot'
  let fruitless = 0
  let failures = 0
  let lastHeardMs = 0
  let holeTimer: NodeJS.Timeout | undefined
  let wake: () => void = () => {}

  const applyAll = (messages: readonly FeedMessage[]): void => {
    for (const message of messages) {
      try {
        apply(message)
      } catch (err) {
        log.error({ err, cursor: message.item.cursor }, 'an item of the event stream could not be applied')
      }
    }
  }

  function hear(text: string): void {
    const message = readMessage(text)
    const cursor = readCursor(message?.item.cursor ?? '')
    if (!message || cursor === undefined) {
      log.warn({ bytes: text.length }, 'not an item of the event stream')
      return
    }
    lastHeardMs = Date.now()
    applyAll(sequence.accept(cursor, message))
    watchHole()
  }
  function hearEarly(text: string): void {
    try {
      hearAhead(text)
    } catch (err) {
      log.error({ err }, 'what was told ahead could not be applied')
    }
  }
  function watchHole(): void {
    if (!sequence.hasHole()) {
      clearTimeout(holeTimer)
      holeTimer = undefined
      fruitless = 0
    } else holeTimer ??= setTimeout(onHole, HOLE_WAIT_MS)
  }
  function onHole(): void {
    holeTimer = undefined
    if (failures === 0) want('fill')
    else {
      giveUpHole('the core is away')
      watchHole()
    }
  }
  function want(what: Need): void {
    if (need !== 'snapshot') need = what
    wake()
  }

  async function loop(): Promise<void> {
    while (!isStopped) {
      await rest(need === 'nothing' ? (ears.isListening() ? QUIET_POLL_MS : DEAF_POLL_MS) : backOff(failures))
      if (isStopped) return
      const isQuiet = Date.now() - lastHeardMs >= QUIET_POLL_MS || !ears.isListening()
      const doing: Need = need === 'nothing' && isQuiet ? 'fill' : need
      need = 'nothing'
      if (doing !== 'nothing') await mend(doing)
    }
  }
  async function mend(what: Need): Promise<void> {
    clearTimeout(holeTimer)
    holeTimer = undefined
    try {
      if (sequence.last() !== undefined) await fill()
      if (what === 'snapshot') await takeSnapshot()
      if (failures > 0) log.info('the core is back')
      failures = 0
      if (sequence.hasHole() && ++fruitless >= FILLS_BEFORE_SKIP) giveUpHole('the core does not have it')
    } catch (err) {
      if (failures === 0) log.warn({ err }, 'the core is away: the event stream goes on as far as it is heard')
      failures += 1
      need = 'snapshot'
      giveUpHole('the core is away')
    }
    watchHole()
  }
  /** Later items carry whole states: better a page that must read anew than a pop that waits. */
  function giveUpHole(why: string): void {
    if (!sequence.hasHole()) return
    log.warn({ after: sequence.last(), why }, 'a hole in the event stream is skipped')
    need = 'snapshot'
    fruitless = 0
    applyAll(sequence.skip())
  }
  async function fill(): Promise<void> {
    for (let pages = 0; pages < MAX_FILL_PAGES && !isStopped; pages++) {
      const page = await nextPage()
      const contexts = await contextsFor(page, crm, hasContext)
      for (const item of page.items) {
        const pop = contextOf(item, contexts)
        applyAll(sequence.accept(Number(item.cursor), pop ? { item, pop } : { item }))
      }
      if (page.items.length === 0 || page.nextCursor === null) return
    }
    want('snapshot')
  }
  /** A core that no longer knows our place is another one: the snapshot that follows says what holds. */
  async function nextPage(): Promise<EventsPage> {
    try {
      return await crm.events(sequence.last() ?? 0)
    } catch (err) {
      if ((err as { word?: unknown }).word !== 'bad-cursor') throw err
      need = 'snapshot'
      return { items: [], nextCursor: null }
    }
  }
  async function takeSnapshot(): Promise<void> {
    const asked = sequence.last() ?? -1
    const [snapshot, users, teams] = await Promise.all([crm.live(), crm.users(), crm.teams()])
    const at = Number(snapshot.cursor)
    // What the snapshot already holds may be on its way: as items it says more than as a difference.
    const last = sequence.last()
    if (last !== undefined && at > last) await fill()
    reconcile(snapshot, { users, teams }, asked)
    if (!isReady) log.info({ cursor: snapshot.cursor, live: snapshot.items.length }, 'following the event stream')
    isReady = true
    if (at < asked || at > (sequence.last() ?? -1)) applyAll(sequence.startAfter(at))
  }

  /** Ends after `delayMs`, or at once when something is wanted and nothing failed. */
  function rest(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs)
      wake = () => {
        if (failures > 0 && !isStopped) return
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    async start() {
      ears.start().catch((err: unknown) => log.error({ err }, 'the event stream cannot be heard'))
      running = loop().catch((err: unknown) => log.error({ err }, 'the event stream is no longer followed'))
    },
    isReady: () => isReady,
    async stop() {
      isStopped = true
      ears.stop()
      clearTimeout(holeTimer)
      wake()
      await Promise.race([running, sleep(1_000, undefined, { ref: false })])
    }
  }
}

/** 0 when nothing failed; else with jitter, so that many gateways do not come at once. */
function backOff(failures: number): number {
  const step = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length) - 1] ?? 0
  return step === 0 ? 0 : Math.round(step * (0.5 + randomInt(1_000) / 2_000))
}

function readMessage(text: string): FeedMessage | undefined {
  try {
    const message = JSON.parse(text) as FeedMessage
    return typeof message?.item?.cursor === 'string' && typeof message.item.data === 'object' ? message : undefined
  } catch {
    return undefined // said by the caller, with its size
  }
}
