import type { Clock, Log } from '../../contracts/adapter.ts'
import { type Backoff, backoffMs } from '../kit/backoff.ts'
import { type AmiConnection, type AmiEndpoint, type AmiHandlers, AmiUnanswered, connectAmi } from './client.ts'
import type { AmiMessage } from './model/message.ts'

const LOST: Backoff = { firstMs: 250, maxMs: 10_000 }
/** A refused password stays refused until a person acts; asking often would only trip the PBX's fail2ban. */
const REFUSED: Backoff = { firstMs: 30_000, maxMs: 60_000 }

export interface LinkTimes {
  readonly connectMs: number
  readonly pingEveryMs: number
  readonly pingDeadlineMs: number
}
export const LINK_TIMES: LinkTimes = { connectMs: 5000, pingEveryMs: 5000, pingDeadlineMs: 5000 }

interface LinkOptions {
  readonly endpoint: AmiEndpoint
  readonly login: { readonly username: string; readonly secret: string }
  readonly clock: Clock
  readonly log: Log
  readonly times?: LinkTimes
  random(): number
  onEvent(message: AmiMessage): void
  onFault: AmiHandlers['onFault']
  /** A connection that has logged in; when it rejects, the connection is dropped and made anew. */
  onUp(connection: AmiConnection): Promise<void>
  /** It is gone, or was not to be had. `refused`: the PBX does not let us in. */
  onDown(reason: string, refused: boolean, wasUp: boolean): void
  /** The PBX answered a ping; its own clock, if it said so. */
  onAlive(message: AmiMessage): void
}

interface Link {
  /** Resolves when the first attempt is over, however it went. */
  start(): Promise<void>
  stop(): void
  readonly connection: AmiConnection | null
}

class Refused extends Error {
  override readonly name = 'Refused'
}

/** Keeps one logged-in connection to a PBX: a fresh one each time, for ever. */
export function createLink(options: LinkOptions): Link {
  const { clock, log } = options
  const times = options.times ?? LINK_TIMES
  let current: AmiConnection | null = null
  let stopped = false
  let cancelTimer: () => void = () => undefined
  let tries = 0
  let saidRefused = false

  const login = async (connection: AmiConnection) => {
    const { username, secret } = options.login
    const answer = await connection.action(
      'Login',
      { Username: username, Secret: secret, Events: 'on' },
      times.connectMs
    )
    if (answer['response'] !== 'Success') throw new Refused(answer['message'] ?? 'the PBX refused the login')
  }

  const ping = (connection: AmiConnection) => {
    cancelTimer = clock.after(times.pingEveryMs, () => {
      connection.action('Ping', {}, times.pingDeadlineMs).then(
        (message) => {
          if (current !== connection) return
          options.onAlive(message)
          ping(connection)
        },
        () => connection.close(`no answer to a ping within ${times.pingDeadlineMs} ms`)
      )
    })
  }

  const retry = (reason: string, refused: boolean, wasUp: boolean) => {
    current = null
    cancelTimer()
    if (stopped) return
    options.onDown(reason, refused, wasUp)
    const delayMs = backoffMs(refused ? REFUSED : LOST, tries++, options.random())
    if (!refused) log.warn({ reason, delayMs }, 'link to the PBX is down')
    else if (!saidRefused)
      log.error(
        { reason, username: options.login.username },
        'the PBX refuses the AMI login: check ami.username and ami.secret'
      )
    saidRefused = refused
    cancelTimer = clock.after(delayMs, () => void attempt())
  }

  const attempt = async (): Promise<void> => {
    if (stopped) return
    let up = false
    let open: AmiConnection | null = null
    let ended = false
    const handlers: AmiHandlers = {
      onEvent: (message) => {
        if (!stopped) options.onEvent(message)
      },
      onFault: options.onFault,
      onClose: (reason) => {
        if (ended) return
        ended = true
        if (up) retry(reason, false, true)
      }
    }
    try {
      open = await connectAmi(options.endpoint, handlers, clock, times.connectMs)
      await login(open)
      current = open
      await options.onUp(open)
      if (ended || stopped) throw new AmiUnanswered('the connection was closed while the PBX was being asked')
      up = true
      tries = 0
      saidRefused = false
      ping(open)
    } catch (error) {
      ended = true
      const reason = error instanceof Error ? error.message : String(error)
      open?.close(reason)
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
