import type { Clock, Log } from '../../contracts/adapter.ts'
import { keepLinked, type Link, Refused } from '../kit/link.ts'
import { type AmiConnection, type AmiEndpoint, type AmiHandlers, connectAmi } from './client.ts'
import type { AmiMessage } from './model/message.ts'

export interface LinkTimes {
  readonly connectMs: number
  readonly pingEveryMs: number
  readonly pingDeadlineMs: number
}
export const LINK_TIMES: LinkTimes = { connectMs: 5000, pingEveryMs: 5000, pingDeadlineMs: 5000 }

interface AmiLinkOptions {
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

/** Keeps one logged-in manager connection to a PBX. */
export function createLink(options: AmiLinkOptions): Link<AmiConnection> {
  const { clock, log, onUp, onDown } = options
  const { username, secret } = options.login
  const times = options.times ?? LINK_TIMES
  let stopped = false

  const open = async (onClose: (reason: string) => void): Promise<AmiConnection> => {
    const onEvent = (message: AmiMessage) => {
      if (!stopped) options.onEvent(message)
    }
    const handlers: AmiHandlers = { onEvent, onFault: options.onFault, onClose }
    const connection = await connectAmi(options.endpoint, handlers, clock, times.connectMs)
    try {
      const login = { Username: username, Secret: secret, Events: 'on' }
      const answer = await connection.action('Login', login, times.connectMs)
      if (answer['response'] !== 'Success') throw new Refused(answer['message'] ?? 'the PBX refused the login')
    } catch (error) {
      connection.close(String(error))
      throw error
    }
    return connection
  }

  const link = keepLinked<AmiConnection>({
    clock,
    log,
    random: options.random,
    pingEveryMs: times.pingEveryMs,
    words: {
      down: 'link to the PBX is down',
      refused: 'the PBX refuses the AMI login: check ami.username and ami.secret'
    },
    fields: { username },
    open,
    async ping(connection) {
      const late = `no answer to a ping within ${times.pingDeadlineMs} ms`
      const message = await connection.action('Ping', {}, times.pingDeadlineMs).catch(() => Promise.reject(late))
      if (!stopped && link.connection === connection) options.onAlive(message)
    },
    onUp,
    onDown
  })
  return {
    start: () => link.start(),
    stop() {
      stopped = true
      link.stop()
    },
    get connection() {
      return link.connection
    }
  }
}
