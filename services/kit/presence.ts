import type { Logger } from 'pino'
import { BEAT_MS, GATEWAYS_CHANNEL, readGatewayMessage, SILENT_MS, userAtPageSeat } from './gateways.ts'
import { closeRedis, type RedisClient } from './redis.ts'

/** Gateways answer a greeting at once; before that nobody knows who is there. */
const GREETING_MS = 500

export interface Presence {
  /** Those who have a page open, at whichever gateway; undefined while that is not known. */
  present(): ReadonlySet<string> | undefined
  stop(): void
}

interface Deps {
  connect(name: string): Promise<RedisClient>
  readonly log: Logger
  /** This listener's own name. */
  readonly id: string
  now(): number
  /** Somebody's first page was opened. */
  onArrival(): void
}

/** Listens to what gateways tell each other. It says nothing of itself but a greeting, to be told what is so. */
export function followPresence({ connect, log, id, now, onArrival }: Deps): Presence {
  const gateways = new Map<string, { heardMs: number; readonly seated: Set<string> }>()
  const clients: RedisClient[] = []
  let greetedMs: number | undefined
  let isStopped = false

  const isSeated = (user: string): boolean => [...gateways.values()].some(({ seated }) => seated.has(user))

  function hear(text: string, greet: () => void): void {
    const message = readGatewayMessage(text)
    if (!message || message.from === id) return
    if (message.kind === 'bye') {
      gateways.delete(message.from)
      return
    }
    const known = gateways.get(message.from)
    const gateway = known ?? { heardMs: 0, seated: new Set<string>() }
    gateway.heardMs = now()
    gateways.set(message.from, gateway)
    if (!known && message.kind === 'beat') greet()
    if (message.kind === 'seats') for (const [seat, activeMs] of message.seats) place(gateway.seated, seat, activeMs)
  }
  function place(seated: Set<string>, seat: string, activeMs: number | null): void {
    const user = userAtPageSeat(seat)
    if (user === undefined) return
    if (activeMs === null) seated.delete(user)
    else {
      const isNew = !isSeated(user)
      seated.add(user)
      if (isNew) onArrival()
    }
  }

  async function listen(): Promise<void> {
    const [ears, mouth] = await Promise.all([connect('presence-ears'), connect('presence')])
    clients.push(ears, mouth)
    if (isStopped) return close()
    const greet = (): void =>
      void mouth.publish(GATEWAYS_CHANNEL, JSON.stringify({ from: id, kind: 'hello' })).catch((err: Error) => {
        log.debug({ err: err.message }, 'the gateways could not be greeted')
      })
    let isSubscribed = false
    const onReady = async (): Promise<void> => {
      if (!ears.isReady || !mouth.isReady) return
      if (!isSubscribed) await ears.subscribe(GATEWAYS_CHANNEL, (text) => hear(text, greet))
      isSubscribed = true // from now on the client renews it with every connection
      greetedMs = now()
      greet()
    }
    const again = (): void => void onReady().catch((err: unknown) => log.debug({ err }, 'Redis went away again'))
    for (const client of clients) client.on('ready', again)
    ears.on('error', () => {
      greetedMs = undefined
    })
    again()
  }
  const timer = setInterval(() => {
    for (const [name, { heardMs }] of gateways) if (now() - heardMs >= SILENT_MS) gateways.delete(name)
  }, BEAT_MS).unref()
  function close(): void {
    for (const client of clients.splice(0)) closeRedis(client)
  }

  listen().catch((err: unknown) => log.error({ err }, 'it cannot be heard who is there'))
  return {
    present() {
      if (greetedMs === undefined || now() - greetedMs < GREETING_MS) return undefined
      return new Set([...gateways.values()].flatMap(({ seated }) => [...seated]))
    },
    stop() {
      isStopped = true
      clearInterval(timer)
      close()
    }
  }
}
