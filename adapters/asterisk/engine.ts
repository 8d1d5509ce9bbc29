import type { AdapterContext } from '../../contracts/adapter.ts'
import { boundedQueue } from '../kit/bounded-queue.ts'
import { askFacts, askPicture, type PbxFacts } from './ask.ts'
import type { AmiConnection } from './client.ts'
import type { Commander } from './commands.ts'
import type { AsteriskConfig } from './config.ts'
import type { Fault } from './frame.ts'
import { createLink, type LinkTimes } from './link.ts'
import type { Output } from './model/entities.ts'
import { expectCall, failExpected } from './model/expected.ts'
import { mend } from './model/mend.ts'
import { type AmiMessage, timestampUs } from './model/message.ts'
import { recordOf, restore } from './model/record.ts'
import { createModel, isModelEvent, reduce } from './model/reduce.ts'
import { createOutbox } from './outbox.ts'

/** Messages that may wait while the PBX is being asked or the bus is slow. */
const QUEUE_LIMIT = 100_000
const ALIVE_KEY = 'link'

/** Events that are no business of the model's and yet expected. */
const SHELL_EVENTS = new Set(['FullyBooted', 'Shutdown', 'OriginateResponse'])

export interface Engine {
  readonly commander: Commander
  start(signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}

/** One Asterisk: its link, the model of its calls, and what is told of them. */
export function createEngine(context: AdapterContext<AsteriskConfig>, times?: LinkTimes): Engine {
  const { instance, config, clock, log, state } = context
  const source = `asterisk:${instance}`
  const { endpoint, trunks, outboundPrefix } = config
  const model = createModel({ source, endpoint, trunks, outboundPrefix })
  const inbox = boundedQueue<AmiMessage>(QUEUE_LIMIT)
  const watchers = new Map<string, Set<(message: AmiMessage) => void>>()
  const unknownEvents = new Set<string>()
  /** From the loss of the link until the PBX was asked, messages wait. */
  let mending = true
  let overflowed = false
  let stamped: boolean | null = null
  let facts: PbxFacts | null = null
  let upSince = 0
  let lostAt: number | null = null
  let lostReason = ''
  let clockOffsetMs = 0
  let stopped = false
  let reported = ''

  const subjectCall = (subject: string) => model.calls.get(subject.slice(source.length + 1))
  const outbox = createOutbox(
    context,
    (subject) => {
      const call = subjectCall(subject)
      return call === undefined || call.subject !== subject ? undefined : recordOf(call)
    },
    () => pump()
  )

  const tell = (outputs: Output[]) => {
    if (outputs.length > 0) outbox.push(outputs)
  }

  const show = (message: AmiMessage) => {
    if (watchers.size === 0) return
    for (const id of new Set([message['uniqueid'], message['destuniqueid']])) {
      for (const seen of watchers.get(id ?? '') ?? []) seen(message)
    }
  }

  const take = (message: AmiMessage) => {
    const event = message['event'] ?? ''
    if (!isModelEvent(event)) {
      if (!SHELL_EVENTS.has(event)) noteUnknown(event)
      show(message)
      return
    }
    if (stamped === null || (stamped && message['timestamp'] === undefined))
      noteStamps(timestampUs(message) !== undefined)
    try {
      tell(reduce(model, message, clock.now()))
    } catch (err) {
      // The reducer has no throw of its own: this is a fault of ours that must cost one message, not the link.
      context.count('model_faults')
      log.error({ err, event }, 'a message could not be understood')
    }
    show(message)
  }

  const pump = () => {
    while (!mending && !outbox.isFull) {
      const message = inbox.shift()
      if (message === undefined) break
      take(message)
    }
    if (overflowed && !mending && inbox.length === 0 && link.connection !== null) {
      overflowed = false
      log.warn({}, 'too much came at once and some of it was dropped: the PBX is asked what is so')
      const connection = link.connection
      onUp(connection).catch((err: unknown) => connection.close(String(err)))
    }
  }

  const onEvent = (message: AmiMessage) => {
    if (!mending && inbox.length === 0 && !outbox.isFull) {
      take(message)
      return
    }
    if (inbox.push(message)) return
    context.count('dropped_messages')
    if (!overflowed) log.error({ limit: QUEUE_LIMIT }, 'the queue of PBX messages is full')
    overflowed = true
    report()
  }

  const noteUnknown = (event: string) => {
    context.count('unknown_events')
    if (unknownEvents.size < 500 && !unknownEvents.has(event)) {
      unknownEvents.add(event)
      log.debug({ event }, 'an event of a kind that is not known')
    }
  }

  const faultsSaid = { until: 0, held: 0 }
  const onFault = (fault: Fault, sample: string) => {
    context.count(`${fault}_messages`)
    faultsSaid.held++
    if (clock.now() < faultsSaid.until) return
    log.warn(
      { fault, sample: sample.replace(/\p{Cc}+/gu, ' '), since: faultsSaid.held },
      'a message of the PBX was skipped'
    )
    faultsSaid.until = clock.now() + 10_000
    faultsSaid.held = 0
  }

  const noteStamps = (hasStamps: boolean) => {
    if (stamped === hasStamps) return
    stamped = hasStamps
    report()
  }

  const report = () => {
    if (upSince === 0 || facts === null || stopped) return
    const faults = [
      ...facts.missing,
      ...(stamped === false ? ['times are those of receipt: set timestampevents = yes in manager.conf'] : []),
      ...(overflowed ? ['too many messages at once: some were dropped, the PBX is being asked'] : [])
    ]
    const connected = `Asterisk ${facts.version}, connected since ${new Date(upSince).toISOString()}`
    const summary = [connected, ...faults].join('; ')
    if (summary === reported) return
    reported = summary
    context.health({
      state: faults.length > 0 ? 'degraded' : 'up',
      summary,
      details: {
        version: facts.version,
        connectedSince: new Date(upSince).toISOString(),
        calls: model.calls.size,
        pbxStarted: facts.startedAt
      }
    })
  }

  const tellGap = (fromMs: number, toMs: number, reason: string) => {
    const version = Math.floor(toMs * 1000)
    const subject = `${source}:link`
    outbox.emit({
      specversion: '1.0',
      id: `${subject}@${version}`,
      source: `/asterisk/${instance}`,
      type: 'feed.gap',
      subject,
      time: new Date(toMs).toISOString(),
      datacontenttype: 'application/json',
      data: {
        version,
        instance,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        reason: reason.slice(0, 500)
      }
    })
  }

  const onUp = async (connection: AmiConnection) => {
    mending = true
    const pong = await connection.action('Ping')
    const [nextFacts, picture] = await Promise.all([askFacts(connection), askPicture(connection)])
    const receivedMs = clock.now()
    const pbxUs = timestampUs(pong)
    clockOffsetMs = pbxUs === undefined ? 0 : pbxUs / 1000 - receivedMs
    facts = nextFacts
    const at = Math.floor((receivedMs + clockOffsetMs) * 1000)
    const lastSeen = lostAt === null ? at : Math.floor((lostAt + clockOffsetMs) * 1000)
    const outputs = mend(model, picture, at, lastSeen)
    if (lostAt !== null) tellGap(Math.min(lostAt, receivedMs), receivedMs, lostReason)
    tell(outputs)
    log.info(
      { version: facts.version, channels: picture.channels.length, mended: outputs.length },
      'connected to the PBX'
    )
    lostAt = null
    if (upSince === 0) upSince = receivedMs
    mending = false
    pump()
    report()
    await state.set(ALIVE_KEY, { aliveAt: receivedMs })
  }

  const link = createLink({
    endpoint: { host: config.ami.host, port: config.ami.port, tls: config.ami.tls ?? false },
    login: config.ami,
    clock,
    log,
    ...(times === undefined ? {} : { times }),
    random: Math.random,
    onEvent,
    onFault,
    onUp,
    onDown(reason, refused, wasUp) {
      mending = true
      inbox.clear()
      if (wasUp) {
        lostAt = clock.now()
        lostReason = reason
        context.count('links_lost')
      }
      upSince = 0
      reported = ''
      const summary = refused
        ? `Asterisk refuses the AMI login (${reason}): check ami.username and ami.secret`
        : `no link to Asterisk: ${reason}`
      context.health({ state: 'down', summary })
    },
    onAlive() {
      report()
      state
        .set(ALIVE_KEY, { aliveAt: clock.now() })
        .catch((err: unknown) => log.warn({ err }, 'state could not be written'))
    }
  })

  const commander: Commander = {
    clock,
    config,
    model,
    connection: () => (upSince === 0 ? undefined : (link.connection ?? undefined)),
    watch(id, seen) {
      const set = watchers.get(id) ?? new Set()
      watchers.set(id, set.add(seen))
      return () => {
        set.delete(seen)
        if (set.size === 0) watchers.delete(id)
      }
    },
    expect: (id, call) => expectCall(model, id, call),
    failExpected: (id, reason) =>
      tell(failExpected(model, id, reason, Math.floor((clock.now() + clockOffsetMs) * 1000)))
  }

  return {
    commander,
    async start(signal) {
      if (signal.aborted) return
      signal.addEventListener('abort', () => link.stop(), { once: true })
      context.health({ state: 'starting', summary: `connecting to Asterisk at ${config.ami.host}:${config.ami.port}` })
      for (const [key, value] of await state.entries()) {
        if (key.startsWith('call:') && !restore(model, value)) await state.delete(key)
        if (key === ALIVE_KEY) lostAt = Number((value as { aliveAt?: number }).aliveAt) || null
      }
      for (const call of model.calls.values()) lostAt = Math.max(lostAt ?? 0, call.version / 1000)
      lostReason = 'the adapter was stopped'
      await link.start()
    },
    async stop() {
      if (stopped) return
      stopped = true
      link.stop()
      await outbox.close()
      await state.set(ALIVE_KEY, { aliveAt: clock.now() }).catch(() => undefined)
    }
  }
}
