import type { Logger } from 'pino'
import { BEAT_MS, GATEWAYS_CHANNEL, type GatewayMessage, readGatewayMessage, SILENT_MS } from '../kit/gateways.ts'
import { closeRedis, openRedis, type RedisClient } from '../kit/redis.ts'

const SEATS_AT_ONCE = 500

type Said = GatewayMessage extends infer Each ? (Each extends GatewayMessage ? Omit<Each, 'from'> : never) : never

interface PeersPorts {
  readonly redisUrl: string
  readonly log: Logger
  /** This gateway's own name among all. */
  readonly id: string
  readonly now: () => number
  /** Another gateway has a socket at a seat, or was left by the last one. */
  onSeat(seat: string, isLeft: boolean): void
  onDismiss(user: string, interaction: string): void
}

export type Peers = ReturnType<typeof createPeers>

/**
 * What gateways tell each other, so that a person with pages at two of them is still one person: who sits where and
 * was active when, and which pop was dismissed. Without Redis each goes on by itself.
 */
export function createPeers({ redisUrl, log, id, now, onSeat, onDismiss }: PeersPorts) {
  const own = new Map<string, number>()
  const others = new Map<string, { heardMs: number; seats: Map<string, number> }>()
  let redis: RedisClient | undefined
  let ears: RedisClient | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  async function say(message: Said): Promise<void> {
    await redis?.publish(GATEWAYS_CHANNEL, JSON.stringify({ from: id, ...message })).catch((err: unknown) => {
      log.debug({ err }, 'the other gateways could not be told')
    })
  }
  function introduce(): void {
    const seats = [...own]
    for (let i = 0; i < seats.length; i += SEATS_AT_ONCE)
      void say({ kind: 'seats', seats: seats.slice(i, i + SEATS_AT_ONCE) })
  }
  function hear(text: string): void {
    const message = readGatewayMessage(text)
    if (!message || message.from === id) return
    if (message.kind === 'bye') {
      forget(message.from)
      return
    }
    const known = others.get(message.from)
    const peer = known ?? { heardMs: 0, seats: new Map<string, number>() }
    peer.heardMs = now()
    others.set(message.from, peer)
    if (!known) void say({ kind: 'hello' })
    if (message.kind === 'hello') introduce()
    if (message.kind === 'dismiss') onDismiss(message.user, message.interaction)
    if (message.kind === 'seats') for (const [seat, activeMs] of message.seats) place(peer.seats, seat, activeMs)
  }
  function place(seats: Map<string, number>, seat: string, activeMs: number | null): void {
    if (activeMs === null) seats.delete(seat)
    else seats.set(seat, activeMs)
    onSeat(seat, activeMs === null)
  }
  function forget(name: string): void {
    const seats = others.get(name)?.seats
    others.delete(name)
    for (const seat of seats?.keys() ?? []) onSeat(seat, true)
  }
  function beat(): void {
    void say({ kind: 'beat' })
    for (const [name, { heardMs }] of others) if (now() - heardMs >= SILENT_MS) forget(name)
  }
  async function listen(): Promise<void> {
    ;[redis, ears] = await Promise.all([
      openRedis(redisUrl, log, 'gateway-peers'),
      openRedis(redisUrl, log, 'gateway-peers-ears')
    ])
    if (isStopped) return close()
    const [speaking, hearing] = [redis, ears]
    let isSubscribed = false
    const onReady = async (): Promise<void> => {
      if (!isSubscribed) await hearing.subscribe(GATEWAYS_CHANNEL, hear)
      isSubscribed = true
      if (!speaking.isReady) return
      void say({ kind: 'hello' })
      introduce()
    }
    const again = (): void => void onReady().catch((err: unknown) => log.debug({ err }, 'Redis went away again'))
    for (const client of [speaking, hearing]) client.on('ready', again)
    if (hearing.isReady) again()
    timer = setInterval(beat, BEAT_MS)
  }
  function close(): void {
    for (const client of [redis, ears]) if (client) closeRedis(client)
  }

  return {
    start: (): void => void listen().catch((err: unknown) => log.error({ err }, 'the other gateways cannot be heard')),
    /** A socket sat down here or was active (when), or the last one left (null). */
    announce(seat: string, activeMs: number | null): void {
      if (activeMs === null) own.delete(seat)
      else own.set(seat, activeMs)
      void say({ kind: 'seats', seats: [[seat, activeMs]] })
    },
    dismissed: (user: string, interaction: string): void => void say({ kind: 'dismiss', user, interaction }),
    /** The person was active at another gateway after they were here; of two in the same moment, the names decide. */
    isRivalled(seat: string): boolean {
      const here = own.get(seat) ?? Number.NEGATIVE_INFINITY
      return [...others].some(([name, { seats }]) => {
        const there = seats.get(seat)
        return there !== undefined && (there > here || (there === here && name > id))
      })
    },
    isSeated: (seat: string): boolean => [...others.values()].some(({ seats }) => seats.has(seat)),
    async stop(): Promise<void> {
      isStopped = true
      clearInterval(timer)
      await Promise.race([say({ kind: 'bye' }), new Promise((resolve) => setTimeout(resolve, 500).unref())])
      close()
    }
  }
}
