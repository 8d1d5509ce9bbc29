import { channelIn } from './channel-events.ts'
import type { Model, Us } from './entities.ts'
import type { AmiMessage } from './message.ts'
import { beginRecording, endRecordings, keepMessage, readMail, recordingId, storeMessage } from './recorded.ts'

/** A recording that the hub itself started over ARI; it is the call's, whoever of it is in it. */
export function onRecordingStarted(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  const id = message['recording']
  if (channel !== undefined && id) beginRecording(model, channel, id, at)
}

export function onMixMonitorStop(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  if (channel !== undefined) endRecordings(model, channel, at)
}

/** `#` ends the greeting. */
export function onKey(model: Model, message: AmiMessage, at: Us): void {
  if (message['digit'] !== '#' || message['direction'] === 'Sent') return
  const mail = channelIn(model, message, '', at)?.mail
  if (mail && mail.stored === null) mail.key ??= at
}

export function onVarSet(model: Model, message: AmiMessage, at: Us): void {
  const { variable = '', value = '', uniqueid } = message
  if (uniqueid === undefined || uniqueid === 'none') {
    readMail(model, variable, value)
    return
  }
  const channel = channelIn(model, message, '', at)
  if (channel === undefined) return
  if (variable === 'MIXMONITOR_FILENAME' && value !== '') beginRecording(model, channel, recordingId(value), at)
  else if (variable === 'VM_MESSAGEFILE' && value !== '') storeMessage(model, channel, value, at)
  else if (variable === 'VMSTATUS' && value === 'SUCCESS') keepMessage(model, channel)
}
