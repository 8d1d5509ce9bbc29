import type { AdapterContext } from '../../contracts/adapter.ts'
import type { FailureReason } from '../../contracts/call.ts'
import type { Call, Expected, Model, Output, Us } from './model/entities.ts'
import { expectCall, failExpected } from './model/expected.ts'
import { audit, mend } from './model/mend.ts'
import type { AmiMessage } from './model/message.ts'
import type { Picture } from './model/picture.ts'
import { type CallRecord, restore } from './model/record.ts'
import { momentOf, reduce } from './model/reduce.ts'
import { createTraceKeeper } from './trace-keeper.ts'

type Context = Pick<AdapterContext<unknown>, 'clock' | 'count' | 'log' | 'trace'>

/** Everything that may change the model, so that nothing changes it untraced. */
export interface TracedModel {
  reduce(message: AmiMessage, nowMs: number): Output[]
  mend(picture: Picture, at: Us, lastSeen: Us, endsWaiting: Iterable<string>): Output[]
  audit(
    asked: ReadonlySet<string>,
    present: ReadonlySet<string>,
    missingBefore: ReadonlySet<string>,
    at: Us
  ): ReturnType<typeof audit>
  expect(id: string, call: Expected): void
  failExpected(id: string, reason: FailureReason, at: Us): Output[]
  restore(value: unknown): boolean
}

/** The calls that a message speaks of: those of every channel it names, and of whoever is in a bridge that goes. */
function callsOf(model: Model, message: AmiMessage, found: Set<Call>): Set<Call> {
  for (const key in message) {
    if (!key.endsWith('uniqueid')) continue
    const id = message[key]
    const call = id === undefined ? undefined : model.channels.get(id)?.call
    if (call !== undefined) found.add(call)
  }
  if (message['event'] === 'BridgeDestroy') {
    for (const member of model.bridges.get(message['bridgeuniqueid'] ?? '')?.members ?? []) found.add(member.call)
  }
  return found
}

const callTold = (model: Model, { subject }: Output): Call | undefined =>
  model.calls.get(subject.slice(model.dialplan.source.length + 1))

/** The channels of each live call. */
function channelsByCall(model: Model): Map<Call, Set<string>> {
  const ids = new Map<Call, Set<string>>()
  for (const { id, call } of model.channels.values()) ids.set(call, (ids.get(call) ?? new Set()).add(id))
  return ids
}

/** Cuts from a picture of the whole PBX what is about some channels. */
function pictureCutter({
  channels,
  bridges,
  waiting,
  parked,
  ...rest
}: Picture): (ids: ReadonlySet<string>) => Picture {
  const byId = new Map(channels.map((channel) => [channel.message['uniqueid'] ?? '', channel]))
  const bridgeById = new Map(bridges.map((bridge) => [bridge['bridgeuniqueid'], bridge]))
  const waitingById = waiting === null ? null : new Map(waiting.map((one) => [one.id, one]))
  const parkedIds = parked === null ? null : new Set(parked)
  return (ids) => {
    const own = [...ids].flatMap((id) => byId.get(id) ?? [])
    const ownBridges = new Set(own.flatMap(({ bridge }) => bridge ?? []))
    return {
      ...rest,
      channels: own,
      bridges: [...ownBridges].map((id) => bridgeById.get(id)).filter((bridge) => bridge !== undefined),
      waiting: waitingById === null ? null : [...ids].flatMap((id) => waitingById.get(id) ?? []),
      parked: parkedIds === null ? null : [...ids].filter((id) => parkedIds.has(id))
    }
  }
}

/** The model, with everything that goes into it and comes out of it handed to the trace of the call it is about. */
export function traceModel(model: Model, context: Context): TracedModel {
  const plain: TracedModel = {
    reduce: (message, nowMs) => reduce(model, message, nowMs),
    mend: (picture, at, lastSeen, endsWaiting) => mend(model, picture, at, lastSeen, endsWaiting),
    audit: (asked, present, missingBefore, at) => audit(model, asked, present, missingBefore, at),
    expect: (id, call) => expectCall(model, id, call),
    failExpected: (id, reason, at) => failExpected(model, id, reason, at),
    restore: (value) => restore(model, value)
  }
  const { trace, clock } = context
  if (trace === undefined) return plain
  const keeper = createTraceKeeper(model, trace, context)

  /** A fault of the trace costs an entry, never the message. */
  const safely = (work: () => void): void => {
    try {
      work()
    } catch (err) {
      context.count('trace_faults')
      context.log.error({ err }, 'a trace could not be kept')
    }
  }

  return {
    reduce(message, nowMs) {
      const calls = callsOf(model, message, new Set())
      const outputs = plain.reduce(message, nowMs)
      safely(() => {
        callsOf(model, message, calls)
        for (const output of outputs) {
          const call = callTold(model, output)
          if (call !== undefined) calls.add(call)
        }
        if (calls.size === 0) return
        const at = momentOf(message, nowMs)
        keeper.give(calls, { at, kind: 'message', name: message['event'] ?? '', data: message }, outputs)
      })
      return outputs
    },
    mend(picture, at, lastSeen, endsWaiting) {
      const ends = new Set(endsWaiting)
      const before = channelsByCall(model)
      const outputs = plain.mend(picture, at, lastSeen, ends)
      safely(() => {
        const ids = channelsByCall(model)
        for (const [old, channels] of before) {
          const call = model.calls.get(old.id) ?? old
          ids.set(call, new Set([...channels, ...(ids.get(call) ?? [])]))
        }
        const cut = pictureCutter(picture)
        // Two calls may be one interaction: they are traced in the order in which they were told.
        const turn = (call: Call): number =>
          outputs.findIndex(({ subject }) => subject === call.subject) + 1 || Infinity
        const inTurn = outputs.length < 2 ? [...ids] : [...ids].sort(([a], [b]) => turn(a) - turn(b) || 0)
        for (const [call, channels] of inTurn) {
          const scope = [...channels]
          const data = { picture: cut(channels), scope, lastSeen, endsWaiting: scope.filter((id) => ends.has(id)) }
          keeper.give([call], { at, kind: 'picture', name: 'CoreShowChannels', data }, outputs)
        }
      })
      return outputs
    },
    audit(asked, present, missingBefore, at) {
      const before = channelsByCall(model)
      const result = plain.audit(asked, present, missingBefore, at)
      safely(() => {
        for (const [call, channels] of before) {
          const ids = [...channels].filter((id) => !model.channels.has(id))
          if (ids.length > 0)
            keeper.give([call], { at, kind: 'missing', name: 'CoreShowChannels', data: { ids } }, result.outputs)
        }
      })
      return result
    },
    expect(id, call) {
      plain.expect(id, call)
      safely(() => keeper.hold(id, { at: call.at, kind: 'expected', name: 'Originate', data: { id, call } }))
    },
    failExpected(id, reason, at) {
      const outputs = plain.failExpected(id, reason, at)
      const entry = { at, kind: 'failed', name: 'Originate', data: { id, reason } } as const
      if (outputs.length > 0) safely(() => keeper.giveEnded(id, entry, outputs))
      return outputs
    },
    restore(value) {
      if (!plain.restore(value)) return false
      safely(() => {
        const { subject, id } = (value as CallRecord).call
        const call = model.calls.get(id)
        const at = clock.now() * 1000
        if (call !== undefined) keeper.give([call], { at, kind: 'restored', name: subject, data: value }, [])
      })
      return true
    }
  }
}
