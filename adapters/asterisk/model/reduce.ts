import { onBridgeDestroy, onBridgeEnter, onBridgeLeave, onHold, onLocalBridge } from './bridge-events.ts'
import { onHangup, onHangupRequest, onNewCallerid, onNewchannel, onNewexten, onNewstate } from './channel-events.ts'
import { onDialBegin, onDialEnd, onDialState, onOriginateResponse } from './dial-events.ts'
import { classifier, extensionReader } from './endpoints.ts'
import type { Dialplan, Model, Output, Us } from './entities.ts'
import { type AmiMessage, timestampUs } from './message.ts'
import { onKey, onMixMonitorStop, onRecordingStarted, onVarSet } from './recording-events.ts'
import {
  onParkedCall,
  onPickup,
  onQueueJoin,
  onQueueLeave,
  onSpyStart,
  onSpyStop,
  onUnparked
} from './service-events.ts'
import { followClock } from './time.ts'
import { onAttendedTransfer, onBlindTransfer } from './transfer-events.ts'
import { tell } from './view.ts'

export function createModel(dialplan: Dialplan): Model {
  return {
    dialplan,
    classify: classifier(dialplan),
    extensionOf: extensionReader(dialplan.endpoint),
    channels: new Map(),
    clock: { latest: 0, heardMs: 0, jumps: 0 },
    bridges: new Map(),
    calls: new Map(),
    expected: new Map(),
    dirty: new Set(),
    outputs: [],
    over: new Set(),
    agentLinks: new Set(),
    recalls: new Map(),
    gone: new Map(),
    mailing: new Map(),
    mailed: null,
    givenUp: 0
  }
}

type Handler = (model: Model, message: AmiMessage, at: Us) => void

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['Newchannel', onNewchannel],
  ['Newstate', onNewstate],
  ['NewCallerid', onNewCallerid],
  ['Newexten', onNewexten],
  ['VarSet', onVarSet],
  ['HangupRequest', onHangupRequest],
  ['Hangup', onHangup],
  ['DialBegin', onDialBegin],
  ['DialState', onDialState],
  ['DialEnd', onDialEnd],
  ['OriginateResponse', onOriginateResponse],
  ['BridgeEnter', onBridgeEnter],
  ['BridgeLeave', onBridgeLeave],
  ['BridgeDestroy', onBridgeDestroy],
  ['LocalBridge', onLocalBridge],
  ['Hold', (model, message, at) => onHold(model, message, at, true)],
  ['Unhold', (model, message, at) => onHold(model, message, at, false)],
  ['QueueCallerJoin', onQueueJoin],
  ['QueueCallerLeave', onQueueLeave],
  ['BlindTransfer', onBlindTransfer],
  ['AttendedTransfer', onAttendedTransfer],
  ['ChanSpyStart', onSpyStart],
  ['ChanSpyStop', onSpyStop],
  ['Pickup', onPickup],
  ['ParkedCall', onParkedCall],
  ['UnParkedCall', onUnparked],
  ['ParkedCallTimeOut', onUnparked],
  ['ParkedCallGiveUp', onUnparked],
  ['RecordingStarted', onRecordingStarted],
  ['MixMonitorStop', onMixMonitorStop],
  ['DTMFEnd', onKey]
])

/** True for an event that the model has a handler for. */
export const isModelEvent = (event: string): boolean => HANDLERS.has(event)

/** The moment of a message: the PBX's own if it says so, else that of its receipt. */
export const momentOf = (message: AmiMessage, nowMs: number): Us => timestampUs(message) ?? Math.floor(nowMs * 1000)

/** Tells of every call that changed, and hands over what there is to say. */
export function drain(model: Model, at: Us): Output[] {
  for (const call of model.dirty) tell(model, call, at)
  model.dirty.clear()
  return model.outputs.splice(0)
}

const NOTHING: Output[] = []

/** One event into the model, without a word of what comes of it. */
export function handle(model: Model, message: AmiMessage, at: Us): void {
  HANDLERS.get(message['event'] ?? '')?.(model, message, at)
}

/** One message into the model; what there is to say comes out. Never throws: an unknown or broken message says nothing. */
export function reduce(model: Model, message: AmiMessage, nowMs: number): Output[] {
  const handler = HANDLERS.get(message['event'] ?? '')
  if (handler === undefined) return NOTHING
  const stamp = timestampUs(message)
  if (stamp !== undefined) followClock(model, stamp, nowMs)
  const at = stamp ?? Math.floor(nowMs * 1000)
  handler(model, message, at)
  return model.dirty.size === 0 ? NOTHING : drain(model, at)
}
