import { createCall, endCall } from './calls.ts'
import type { Channel, Model, Us } from './entities.ts'
import { joinAsParticipant, leaveParticipant } from './participants.ts'
import { settleTalk } from './talk.ts'

/** Applications that listen in on a channel. */
export const isSpy = (application: string | undefined): boolean => /^(Chan|Exten)Spy$/i.test(application ?? '')

/** Whether a spy is heard by both sides: option `B`. What stands in brackets belongs to another option. */
export const isHeardByBoth = (applicationData: string | undefined): boolean =>
  (applicationData ?? '')
    .split(',')
    .slice(1)
    .join(',')
    .replace(/\([^)]*\)/g, '')
    .includes('B')

/** A spy who speaks with both sides is a third one in their talk for as long as that lasts. */
export function bargeIn(model: Model, spy: Channel, spied: Channel, at: Us): void {
  const own = spy.call
  // Who listens only, whose own call was told of, or what is behind a Local channel, stays as it is.
  if (!spy.barges || own === spied.call || own.told !== '' || own.channels.size > 1) return
  if (spy.otherHalf !== null || spied.otherHalf !== null) return
  own.channels.delete(spy)
  for (const id of own.ids) model.calls.delete(id)
  model.dirty.delete(own)
  spy.participant = null
  spy.call = spied.call
  spy.call.channels.add(spy)
  spy.otherHalf = spied
  spied.otherHalf = spy
  joinAsParticipant(model, spy, { via: 'conference', caller: false, at })
  settleTalk(spy.call, at)
  spy.call.hint ??= 'call.conferenced'
  model.dirty.add(spy.call)
}

/** The spy is no longer heard: back to a call of its own, which is nobody's concern. */
export function letGo(model: Model, spy: Channel, at: Us): void {
  const { call, otherHalf: spied } = spy
  if (!spy.barges || spied === null) return
  leaveParticipant(spy, at)
  spy.otherHalf = null
  spied.otherHalf = null
  call.channels.delete(spy)
  spy.call = createCall(model, spy.id, spy.bornAt)
  spy.call.pbxAnswered = true
  spy.call.channels.add(spy)
  settleTalk(call, at)
  if (call.channels.size === 0) endCall(model, call, at, spied.cause)
  model.dirty.add(call)
}

/** After a break: whether a spy who was heard still is. Whom it spies on is in what it runs, `PJSIP/101,B`. */
export function mendBarge(
  model: Model,
  spy: Channel,
  application: string | undefined,
  data: string | undefined,
  at: Us
): void {
  if (!spy.barges) return
  if (!isSpy(application)) letGo(model, spy, at)
  const prefix = (data ?? '').split(/[,&:]/)[0] ?? ''
  if (spy.otherHalf !== null || spy.participant?.via !== 'conference' || !isSpy(application) || prefix === '') return
  for (const one of spy.call.channels) {
    if (one === spy || one.kind === 'local' || !one.name.startsWith(prefix)) continue
    spy.otherHalf = one
    one.otherHalf = spy
    return
  }
}
