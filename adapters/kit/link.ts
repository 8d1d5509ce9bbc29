import type { Clock, Log } from '../../contracts/adapter.ts'
import { type Backoff, backoffMs } from './backoff.ts'

const LOST: Backoff = { firstMs: 250, maxMs: 10_000 }
/** A refused password stays refused until a person acts; asking often would only trip the peer's fail2ban. */
const REFUSED: Backoff = { firstMs: 30_000, maxMs: 60_000 }

/** The peer is there and does not let us in. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

interface Closable {
  close(reason: string): void
}

interface LinkOptions<Connection extends Closable> {
  readonly clock: Clock
  readonly log: Log
  readonly pingEveryMs: number
  /** What the log says when it is down, and when we are refused (said once). */
  readonly words: { readonly down: string; readonly refused: string }
  /** In the log beside the words: never a secret. */
  readonly fields?: Readonly<Record<string, unknown>>
  random(): number
  /** A fresh connection that is logged in; rejects with Refused when we are not let in. Must end by itself. */
  open(onClose: (reason: string) => void): Promise<Connection>
  /** Rejects when there was no answer in time. */
  ping(connection: Connection): Promise<void>
  /** A connection that has logged in; when it rejects, the connection is dropped and made anew. */
  onUp(connection: Connection): Promise<void>
  /** It is gone, or was not to be had. `refused`: the peer does not let us in. */
  onDown(reason: string, refused: boolean, wasUp: boolean): void
}

export interface Link<Connection extends Closable> {
  /** Resolves when the first attempt is over, however it went. */
  start(): Promise<void>
  stop(): void
  readonly connection: Connection | null
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Keeps one connection to a peer: a fresh one each time, for ever. */
export function keepLinked<Connection extends Closable>(options: LinkOptions<Connection>): Link<Connection> {
  const { clock, log, words, fields } = options
  let current: Connection | null = null
  let stopped = false
  let cancelTimer: () => void = () => undefined
  let tries = 0
  let saidRefused = false

  const ping = (connection: Connection) => {
    cancelTimer = clock.after(options.pingEveryMs, () => {
      options.ping(connection).then(
        () => {
          if (current === connection) ping(connection)
        },
        (error: unknown) => connection.close(messageOf(error))
      )
    })
  }

  const retry = (reason: string, refused: boolean, wasUp: boolean) => {
    current = null
    cancelTimer()
    if (stopped) return
    options.onDown(reason, refused, wasUp)
    const delayMs = backoffMs(refused ? REFUSED : LOST, tries++, options.random())
    if (!refused) log.warn({ ...fields, reason, delayMs }, words.down)
    else if (!saidRefused) log.error({ ...fields, reason }, words.refused)
    saidRefused = refused
    cancelTimer = clock.after(delayMs, () => void attempt())
  }

  const attempt = async (): Promise<void> => {
    if (stopped) return
    let up = false
    let opened: Connection | null = null
    let ended = false
    const onClose = (reason: string) => {
      if (ended) return
      ended = true
      if (up) retry(reason, false, true)
    }
    try {
      opened = await options.open(onClose)
      current = opened
      if (!stopped) await options.onUp(opened)
      if (ended || stopped) throw new Error('the connection was closed while the peer was being asked')
      up = true
      tries = 0
      saidRefused = false
      ping(opened)
    } catch (error) {
      ended = true
      const reason = messageOf(error)
      opened?.close(reason)
      if (!stopped) retry(reason, error instanceof Refused, false)
    }
  }

  return {
    start: () => attempt(),
    stop() {
      stopped = true
      cancelTimer()
      current?.close('the adapter stops')
      current = null
    },
    get connection() {
      return current
    }
  }
}
