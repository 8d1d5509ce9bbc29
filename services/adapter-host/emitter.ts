import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Compile } from 'typebox/compile'
import { HubError } from '../../contracts/errors.ts'
import { BEGINNINGS, ContactEvent } from '../../contracts/event.ts'
import type { Bus } from '../kit/bus.ts'
import type { Nearby } from '../kit/nearby.ts'
import { AHEAD_CHANNEL, CONTACT_EVENTS, FORM_EVENTS } from '../kit/streams.ts'

const isContactEvent = Compile(ContactEvent)

interface Waiting {
  event: ContactEvent
  readonly settle: (() => void)[]
}

export interface Emitter {
  /**
   * Resolves when the event is on disk. Rejects for an event that breaks the contract; with `withinMs`, too, at once when
   * the bus does not take it and at the latest then: it does not stand in line with the others.
   */
  emit(event: ContactEvent, options?: { readonly withinMs: number }): Promise<void>
  /** Events that are not on disk yet. */
  waiting(): number
  /** Tries for `withinMs` to bring out what waits. */
  drain(withinMs: number): Promise<void>
}

interface EmitterDeps {
  readonly bus: Pick<Bus, 'publish'>
  /** Gateways and the core of this process hear of a call that begins before it is on disk. */
  readonly nearby?: Pick<Nearby, 'hand' | 'tell'> | undefined
  readonly log: Logger
}

const streamOf = ({ type }: ContactEvent): string => (type === 'form.submitted' ? FORM_EVENTS : CONTACT_EVENTS)

const IN_FLIGHT = 256
const COALESCE_FROM = 2_000
const RETRY_MS = [50, 200, 500, 1_000]

/**
 * Brings an adapter's events onto the bus, in order, and waits while the bus is away. An event holds the whole state of
 * its subject, so when many wait only the newest of each subject is kept: the queue is bounded by the live calls.
 */
export function createEmitter({ bus, nearby, log }: EmitterDeps): Emitter {
  let queue: Waiting[] = []
  let inFlight = 0
  let failures = 0
  let pausing = false

  async function publish(item: Waiting): Promise<void> {
    inFlight += 1
    try {
      await bus.publish(streamOf(item.event), item.event, ringsSomebody(item.event) ? AHEAD_CHANNEL : undefined)
      if (failures > 0) log.info({ waiting: queue.length }, 'the bus takes events again')
      failures = 0
      for (const settle of item.settle) settle()
    } catch (err) {
      if (failures === 0) log.warn({ err }, 'the bus does not take events: they wait')
      failures += 1
      queue.unshift(item)
    } finally {
      inFlight -= 1
    }
    await pump()
  }

  /** Sends what waits, as much at once as may be in flight; after a failure one at a time, with pauses between. */
  async function pump(): Promise<void> {
    if (pausing) return
    if (failures > 0 && queue.length > 0) {
      pausing = true
      await sleep(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1], undefined, { ref: false })
      pausing = false
    }
    const room = failures > 0 ? 1 - inFlight : IN_FLIGHT - inFlight
    for (const item of queue.splice(0, Math.max(room, 0))) void publish(item)
  }

  /** What is late may still come to be: the sender sends the same again. */
  async function publishNow(event: ContactEvent, withinMs: number): Promise<void> {
    inFlight += 1
    const publishing = bus.publish(streamOf(event), event).finally(() => {
      inFlight -= 1
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const message = 'the message store does not answer'
      timer = setTimeout(() => reject(new HubError('unavailable', message)), withinMs)
    })
    await Promise.race([publishing, late]).finally(() => clearTimeout(timer))
  }

  return {
    emit(event, options) {
      if (!isContactEvent.Check(event)) {
        const [fault] = isContactEvent.Errors(event)
        return Promise.reject(new Error(`not a contact event: ${fault?.instancePath} ${fault?.message}`))
      }
      if (options) return publishNow(event, options.withinMs)
      if (nearby) tellNearby(nearby, event)
      return new Promise((resolve) => {
        queue.push({ event, settle: [resolve] })
        if (queue.length > COALESCE_FROM) queue = coalesce(queue)
        void pump()
      })
    },
    waiting: () => queue.length + inFlight,
    async drain(withinMs) {
      const deadline = Date.now() + withinMs
      while (queue.length + inFlight > 0 && Date.now() < deadline) await sleep(20)
    }
  }
}

/** Keeps the newest event of each subject; who waits for an older one waits for the newest. */
function coalesce(queue: readonly Waiting[]): Waiting[] {
  const newest = new Map<string, Waiting>()
  for (const item of queue) {
    const known = newest.get(item.event.subject)
    newest.delete(item.event.subject)
    newest.set(
      item.event.subject,
      known ? { event: later(known.event, item.event), settle: [...known.settle, ...item.settle] } : item
    )
  }
  return [...newest.values()]
}

/** Gateways show it, and the core takes it, before it is on the stream. */
function tellNearby(nearby: Pick<Nearby, 'hand' | 'tell'>, event: ContactEvent): void {
  const [rings, begins] = [ringsSomebody(event), BEGINNINGS.has(event.type)]
  if (!rings && !begins) return
  const text = JSON.stringify(event)
  if (rings) nearby.tell(AHEAD_CHANNEL, text)
  if (begins) nearby.hand(CONTACT_EVENTS, text)
}

/** Gateways need not wait for the core to show such a call. */
const ringsSomebody = ({ data }: ContactEvent): boolean =>
  'participants' in data && data.participants.some(({ kind, state }) => kind === 'agent' && state === 'alerting')

const later = (a: ContactEvent, b: ContactEvent): ContactEvent => (b.data.version > a.data.version ? b : a)
