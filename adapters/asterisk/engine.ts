import type { AdapterContext } from '../../contracts/adapter.ts'
import { boundedQueue } from '../kit/bounded-queue.ts'
import { askChannels, askFacts, askPicture } from './ask.ts'
import type { AmiConnection } from './client.ts'
import type { Commander } from './commands.ts'
import type { AsteriskConfig } from './config.ts'
import { createLife } from './life.ts'
import { createLink, type LinkTimes } from './link.ts'
import type { Output } from './model/entities.ts'
import { type AmiMessage, clockOffsetOf } from './model/message.ts'
import { recordOf } from './model/record.ts'
import { createModel, isModelEvent } from './model/reduce.ts'
import { createOutbox, type EndRecord, gapEvent } from './outbox.ts'
import { createStanding, type Standing } from './standing.ts'
import { traceModel } from './traced.ts'
import { createWatchers } from './watchers.ts'

/** Messages that may wait while the PBX is being asked or the bus is slow. */
const QUEUE_LIMIT = 100_000
/** How often a healthy PBX is asked all the same: a hang-up that never came must leave no ghost. */
const AUDIT_EVERY_MS = 60_000
const BOOT_ASK_MS = 2_000
/** Messages that waited are taken so many at a time: the socket is read in between, so that the PBX never waits. */
const TAKE_AT_ONCE = 500

interface Engine {
  readonly commander: Commander
  readonly standing: Standing
  hear(messageOfAri: AmiMessage): void
  start(signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}

/** One Asterisk: its link, the model of its calls, and what is told of them. */
export function createEngine(context: AdapterContext<AsteriskConfig>, times?: LinkTimes): Engine {
  const { instance, config, clock, log, state } = context
  const source = `asterisk:${instance}`
  const { endpoint, trunks, outboundPrefix } = config
  const model = createModel({ source, endpoint, trunks, outboundPrefix })
  const traced = traceModel(model, context)
  const inbox = boundedQueue<AmiMessage>(QUEUE_LIMIT)
  const { watch, show } = createWatchers()
  const standing = createStanding(context)
  /** From the loss of the link until the PBX was asked, messages wait. */
  let mending = true
  let overflowed = false
  let upSince = 0
  let auditedAt = 0
  let missing: ReadonlySet<string> = new Set()
  /** Channels whose hang-up came while the PBX was being asked. */
  const endsWaiting = new Set<string>()
  let lostAt: number | null = null
  let lostReason = ''
  let clockOffsetMs = 0
  let stopped = false
  const life = createLife(context)

  const outbox = createOutbox(
    context,
    (subject) => {
      const call = model.calls.get(subject.slice(source.length + 1))
      return call?.subject === subject ? recordOf(call) : undefined
    },
    () => pump()
  )

  const tell = (outputs: Output[]) => {
    if (outputs.length > 0) outbox.push(outputs)
  }

  const take = (message: AmiMessage) => {
    const event = message['event'] ?? ''
    if (!isModelEvent(event)) {
      if (event === 'Shutdown') life.sawShutdown()
      standing.sawUnmodelled(event)
      show(message)
      return
    }
    standing.sawStamp(message['timestamp'] !== undefined)
    try {
      tell(traced.reduce(message, clock.now()))
    } catch (err) {
      // The reducer has no throw of its own: this is a fault of ours that must cost one message, not the link.
      context.count('model_faults')
      log.error({ err, event }, 'a message could not be understood')
    }
    standing.sawModel(model)
    show(message)
  }

  const auditChannels = async () => {
    const { connection } = link
    auditedAt = clock.now()
    if (connection === null) return
    const asked = new Set(model.channels.keys())
    try {
      const present = await askChannels(connection)
      if (present === null || mending || stopped) return
      const result = traced.audit(asked, present, missing, Math.floor((clock.now() + clockOffsetMs) * 1000))
      missing = result.missing
      if (result.outputs.length > 0)
        log.warn({ calls: result.outputs.length }, 'hang-ups that never came were made good')
      tell(result.outputs)
    } catch (err) {
      log.warn({ err }, 'the PBX could not be asked for its channels')
    }
  }

  /** Asks over a link that is up; when that fails, the link is made anew. */
  const askAgain = () => {
    const { connection } = link
    if (connection === null || mending) return
    onUp(connection).catch((err: unknown) => connection.close(String(err)))
  }

  const pump = () => {
    for (let taken = 0; !mending && !outbox.isFull; taken++) {
      const message = taken < TAKE_AT_ONCE ? inbox.shift() : undefined
      if (message === undefined) break
      take(message)
    }
    if (inbox.length > 0 && !mending && !outbox.isFull && !stopped) clock.after(0, pump)
    if (overflowed && !mending && inbox.length === 0 && link.connection !== null) {
      overflowed = false
      standing.overflowed(false)
      log.warn({}, 'too much came at once and some of it was dropped: the PBX is asked what is so')
      askAgain()
    }
  }

  const onEvent = (message: AmiMessage) => {
    if (!mending && inbox.length === 0 && !outbox.isFull) {
      take(message)
      return
    }
    if (mending && message['event'] === 'Hangup' && endsWaiting.size < QUEUE_LIMIT)
      endsWaiting.add(message['uniqueid'] ?? '')
    if (inbox.push(message)) return
    context.count('dropped_messages')
    if (!overflowed) log.error({ limit: QUEUE_LIMIT }, 'the queue of PBX messages is full')
    overflowed = true
    standing.overflowed(true)
  }

  const onUp = async (connection: AmiConnection) => {
    mending = true
    const askedMs = clock.now()
    auditedAt = askedMs
    const pong = await connection.action('Ping')
    clockOffsetMs = clockOffsetOf(pong, clock.now())
    const [facts, seen] = await Promise.all([askFacts(connection), askPicture(connection)])
    const receivedMs = clock.now()
    const picture = life.judge(seen, facts.startedAt)
    const at = Math.floor((receivedMs + clockOffsetMs) * 1000)
    const lastSeen = lostAt === null ? at : Math.floor((lostAt + clockOffsetMs) * 1000)
    const outputs = traced.mend(picture, at, lastSeen, endsWaiting)
    tell(outputs)
    if (lostAt !== null) {
      const gap = { fromMs: Math.min(lostAt, receivedMs), toMs: receivedMs, reason: lostReason }
      const known = [...outputs, ...model.calls.values()]
      outbox.emit(gapEvent(instance, { ...gap, known, askedMs: askedMs + clockOffsetMs }))
    }
    const say = upSince === 0 ? log.info : log.debug
    const found = { version: facts.version, channels: picture.channels.length, mended: outputs.length }
    say(found, 'the PBX was asked what is so')
    lostAt = null
    if (upSince === 0) upSince = receivedMs
    mending = false
    endsWaiting.clear()
    pump()
    standing.up(facts, upSince)
    // A PBX that is still booting lacks what its modules bring: it is asked once more when it should be up.
    if (facts.missing.length > 0 && receivedMs - upSince < AUDIT_EVERY_MS) clock.after(BOOT_ASK_MS, askAgain)
    await life.save()
  }

  const link = createLink({
    endpoint: { host: config.ami.host, port: config.ami.port, tls: config.ami.tls ?? false },
    login: config.ami,
    clock,
    log,
    ...(times === undefined ? {} : { times }),
    random: Math.random,
    onEvent,
    onFault: standing.sawFault,
    onUp,
    onDown(reason, refused, wasUp) {
      mending = true
      inbox.clear()
      endsWaiting.clear()
      if (wasUp) {
        lostAt = clock.now()
        lostReason = reason
        context.count('links_lost')
      }
      upSince = 0
      standing.down(reason, refused)
    },
    onAlive(pong) {
      clockOffsetMs = clockOffsetOf(pong, clock.now())
      standing.sawSkipped(link.connection?.skipped ?? 0)
      if (clock.now() - auditedAt > AUDIT_EVERY_MS) void auditChannels()
      life.save().catch((err: unknown) => log.warn({ err }, 'state could not be written'))
    }
  })

  const commander: Commander = {
    clock,
    config,
    model,
    connection: () => (upSince === 0 ? undefined : (link.connection ?? undefined)),
    watch,
    expect: traced.expect,
    failExpected: (id, reason) =>
      tell(traced.failExpected(id, reason, Math.floor((clock.now() + clockOffsetMs) * 1000)))
  }

  /** A call that was live when this adapter last ran; or its end, which may not have got through. */
  const takeUp = async (key: string, value: unknown) => {
    const { ended } = value as Partial<EndRecord>
    if (ended !== undefined) await context.emit(ended)
    if (ended !== undefined || !traced.restore(value)) await state.delete(key)
  }

  return {
    commander,
    standing,
    hear: onEvent,
    async start(signal) {
      signal.addEventListener('abort', () => link.stop(), { once: true })
      context.health({ state: 'starting', summary: `connecting to Asterisk at ${config.ami.host}:${config.ami.port}` })
      for (const [key, value] of await state.entries()) {
        if (key.startsWith('call:')) await takeUp(key, value)
        lostAt = life.recall(key, value) ?? lostAt
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
      await life.save().catch(() => undefined)
    }
  }
}
