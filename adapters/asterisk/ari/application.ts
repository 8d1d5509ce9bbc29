import type { AdapterContext } from '../../../contracts/adapter.ts'
import { boundedQueue } from '../../kit/bounded-queue.ts'
import type { AsteriskConfig } from '../config.ts'
import { type Ari, AriRefused } from './client.ts'
import type { AriEvent } from './events.ts'
import type { Channel } from './objects.ts'
import { giveBack, performer } from './perform.ts'
import {
  begin,
  newCall,
  onAnswered,
  onEntered,
  onFailed,
  onGone,
  onOver,
  onReplaced,
  ownPrefix,
  requestOf,
  type StasisAction,
  type StasisCall
} from './stasis.ts'
import { takeOver } from './take-over.ts'

const MAX_CALLS = 2000
const EVENTS_WAITING = 10_000

type Context = Pick<AdapterContext<AsteriskConfig>, 'config' | 'clock' | 'log' | 'count'>

interface Running {
  readonly call: StasisCall
  /** The caller's number and name, for the phones that ring. */
  readonly caller: Channel['caller']
  chain: Promise<void>
  stopTimer(): void
}

interface Application {
  /** Asks what there is and goes on with it; events that come meanwhile wait. */
  up(): Promise<void>
  down(): void
  onEvent(event: AriEvent): void
}

/** The Stasis application: what `stasis.ts` decides is done here, one thing after another for each call. */
export function createApplication(
  { config, clock, log, count }: Context,
  app: string,
  ari: Ari,
  onRecording: (callerChannel: string, recording: string, at: string) => void
): Application {
  const calls = new Map<string, Running>()
  const early = boundedQueue<AriEvent>(EVENTS_WAITING)
  let asking = true

  const find = (channel: string): Running | undefined => {
    const own = calls.get(channel)
    if (own !== undefined) return own
    for (const one of calls.values()) if (one.call.legs.has(channel) || one.call.parties.has(channel)) return one
    return undefined
  }

  const perform = performer(config, app, ari)

  const failed = (running: Running, action: StasisAction, err: unknown) => {
    // What is gone already need not be ended.
    const isGone = err instanceof AriRefused && err.status === 404
    if (isGone && (action.do === 'hang-up' || action.do === 'end-bridge')) return
    const { id, names } = running.call
    if (action.do === 'record' && err instanceof AriRefused && err.status === 409) {
      // It runs already; if its beginning was not heard, this is the first moment it is known to run.
      onRecording(id, names.recording, new Date(clock.now()).toISOString())
      return
    }
    if (!isGone) log.warn({ err, action: action.do, channel: id }, 'ARI did not do what a call needs')
    run(running, onFailed(running.call, action))
  }

  const run = (running: Running, actions: readonly StasisAction[]) => {
    const { call } = running
    for (const action of actions) {
      running.chain = running.chain
        .then(() => perform(running.call, running.caller, action))
        .then(
          () => undefined,
          (err: unknown) => failed(running, action, err)
        )
    }
    if (call.phase !== 'waiting') running.stopTimer()
    if (call.phase === 'over') calls.delete(call.id)
  }

  const take = (call: StasisCall, caller: Channel['caller'], actions: readonly StasisAction[]) => {
    const left = call.since + config.ringSeconds * 1000 - clock.now()
    const stopTimer =
      call.request.kind === 'dial'
        ? clock.after(Math.max(1000, left), () => run(running, onOver(call)))
        : () => undefined
    const running: Running = { call, caller, chain: Promise.resolve(), stopTimer }
    calls.set(call.id, running)
    run(running, actions)
  }

  const doAlone = (what: Promise<unknown>, channel: string) => {
    what.catch((err: unknown) => {
      if (!(err instanceof AriRefused && err.status === 404))
        log.warn({ err, channel }, 'a channel could not be let go')
    })
  }

  const onStart = (channel: Channel, args: readonly string[], replaced: Channel | undefined) => {
    const former = replaced === undefined ? undefined : find(replaced.id)
    if (replaced !== undefined && former !== undefined) {
      onReplaced(former.call, replaced.id, channel.id)
      return
    }
    const known = find(channel.id)
    if (known !== undefined) run(known, onEntered(known.call, channel.id))
    else if (channel.id.startsWith(ownPrefix(app))) doAlone(ari.channels.hangup(channel.id), channel.id)
    else onHandedOver(channel, args)
  }

  const onHandedOver = (channel: Channel, args: readonly string[]) => {
    const request = requestOf(args)
    if (request !== undefined && calls.size < MAX_CALLS) {
      count('stasis_calls')
      const call = newCall(app, channel.id, clock.now(), request)
      take(call, channel.caller, begin(call))
      return
    }
    log.warn({ channel: channel.name, args }, 'the dialplan asks the hub for what it cannot do: the call goes back')
    doAlone(giveBack(ari, channel.id, 'INVALIDARGS'), channel.id)
  }

  const takeEvent = (event: AriEvent) => {
    if (event.type === 'StasisStart') {
      onStart(event.channel, event.args, event.replace_channel)
      return
    }
    if (event.type === 'RecordingStarted') {
      const { name } = event.recording
      for (const { call } of calls.values())
        if (call.names.recording === name) onRecording(call.id, name, event.timestamp)
      return
    }
    if (event.type === 'PlaybackFinished') {
      for (const one of [...calls.values()])
        if (one.call.names.playback === event.playback.id) run(one, onOver(one.call))
      return
    }
    if (event.type === 'ApplicationReplaced') {
      log.error(
        { app },
        'another program has taken over the Stasis application: give the hub a name of its own (ari.app)'
      )
      return
    }
    if (event.type !== 'ChannelStateChange' && event.type !== 'ChannelDestroyed' && event.type !== 'StasisEnd') return
    const { id, state } = event.channel
    const running = find(id)
    if (running === undefined) return
    const { call } = running
    if (event.type === 'ChannelDestroyed') run(running, onGone(call, id, event.cause))
    else if (event.type === 'StasisEnd' && !call.legs.has(id)) run(running, onGone(call, id))
    else if (event.type === 'ChannelStateChange' && state === 'Up') run(running, onAnswered(call, id))
  }

  const forget = () => {
    for (const one of calls.values()) one.stopTimer()
    calls.clear()
  }

  return {
    async up() {
      asking = true
      const [channels, bridges] = await Promise.all([ari.channels.list(), ari.bridges.list()])
      forget()
      const found = takeOver(app, channels, bridges, clock.now())
      const sources: string[] = []
      for (const { call, actions } of found.calls) {
        sources.push(...[call.id, ...call.legs.keys(), ...call.parties].map((id) => `channel:${id}`))
        const caller = channels.find(({ id }) => id === call.id)?.caller
        take(call, caller ?? { name: '', number: '' }, actions)
      }
      for (const id of found.strays) doAlone(ari.channels.hangup(id), id)
      for (const id of found.bridges) doAlone(ari.bridges.destroy(id), id)
      if (sources.length > 0) {
        log.info({ calls: found.calls.length }, 'calls in the Stasis application were taken over')
        for (const eventSource of new Set(sources))
          await ari.applications.subscribe(app, { eventSource }).catch(() => undefined)
      }
      asking = false
      for (let event = early.shift(); event !== undefined; event = early.shift()) onEventNow(event)
    },
    down() {
      asking = true
      early.clear()
      forget()
    },
    onEvent(event) {
      if (!asking) onEventNow(event)
      else if (!early.push(event)) count('dropped_messages')
    }
  }

  function onEventNow(event: AriEvent) {
    try {
      takeEvent(event)
    } catch (err) {
      count('model_faults')
      log.error({ err, type: event.type }, 'an ARI event could not be understood')
    }
  }
}
