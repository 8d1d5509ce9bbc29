import type { Channel } from './entities.ts'
import { RINGING } from './entities.ts'
import { idOf, isDialled, isPicker, joinOf, leaveOf, type Moment, type PictureChannel } from './picture.ts'
import { departureOf, diallerOf, happened, isDialling, knownAs, named, type Sight } from './sight.ts'

/** Who was in the bridge before, according to the model, and is no more. */
const leftBehind = (sight: Sight, known: Channel | undefined): Channel[] =>
  [...(known?.bridge?.members ?? [])].filter(
    (one) => one !== known && sight.byId.get(one.id)?.bridge !== known?.bridge?.id
  )

export function joined(sight: Sight, id: string, members: readonly PictureChannel[]): void {
  const { model, at, lastSeen } = sight
  // An agent who is signed in comes into the customer's call, which must be there before.
  const isAgent = (one: PictureChannel): boolean => knownAs(sight, one)?.signedIn === true
  const entering = members
    .filter((one) => knownAs(sight, one)?.bridge?.id !== id)
    .sort((a, b) => Number(isAgent(a)) - Number(isAgent(b)))
  if (entering.length === 0) return
  const described = sight.described.get(id) ?? { bridgeuniqueid: id }
  const isNew = entering.some((one) => !model.channels.has(idOf(one)))
  const holding = described['bridgetechnology'] === 'holding_bridge' || described['bridgecreator'] === 'Parking'
  const alone = /^(ConfBridge|MeetMe)$/i.test(described['bridgecreator'] ?? '')
  for (const group of holding || alone ? entering.map((one) => [one]) : [entering]) {
    const moment = joinOf(group, lastSeen, at, isNew)
    for (const one of group) {
      const enter = { ...described, ...named(sight, one) }
      const before = ['answeredAt', 'waitSeconds', 'talkSeconds']
      happened(sight, 'BridgeEnter', moment, enter, holding ? [] : before)
      meets(sight, one, members, moment)
    }
  }
  if (!holding) for (const one of members) transferred(sight, one, members, joinOf(entering, lastSeen, at, isNew))
}

/** How a channel came to whom it talks to, if it was not dialled. */
function meets(sight: Sight, one: PictureChannel, members: readonly PictureChannel[], moment: Moment): void {
  const mate = members.find((other) => other !== one)
  if (mate === undefined) return
  if (isPicker(one)) {
    const rung = [...(knownAs(sight, mate)?.call.channels ?? [])].find(
      (leg) => leg.state === RINGING && !sight.byId.has(leg.id)
    )
    happened(sight, 'Pickup', moment, { ...named(sight, one), targetuniqueid: rung?.id ?? idOf(mate) })
  }
  if (one.message['application'] === 'ParkedCall' && knownAs(sight, one)?.bridge == null)
    happened(sight, 'UnParkedCall', moment, { ...named(sight, mate, 'parkee'), ...named(sight, one, 'retriever') })
}

/** The half of a Local pair through which somebody who is gone asked another: it was optimised away after the handover. */
const carrierOf = ({ byId }: Sight, by: Channel): Channel | undefined =>
  [...(by.bridge?.members ?? [])].find((one) => one.kind === 'local' && one.otherHalf !== null && !byId.has(one.id))

/**
 * When a caller was handed over who met the other through a Local pair until that was optimised away: then the other came
 * into the caller's bridge (`met`), and the caller's own record says since when the two spoke; or the caller was moved
 * (null), and that alone is remembered.
 */
function handedOver(sight: Sight, one: PictureChannel, carrier: Channel, met: Moment | null): Moment {
  const { lastSeen, at } = sight
  const since = leaveOf(one, lastSeen, at)
  if (met === null) return { at: since.at, exact: false }
  if (!since.exact || since.at >= met.at) return { at: met.at, exact: false }
  happened(sight, 'BridgeEnter', since, { uniqueid: carrier.id, bridgeuniqueid: one.bridge ?? '' })
  return since
}

/** Somebody this one talked to is gone, and another talks in their place whom it did not dial. */
function transferred(sight: Sight, one: PictureChannel, members: readonly PictureChannel[], moment: Moment): void {
  const known = knownAs(sight, one)
  if (known === undefined || known.kind === 'local' || known.bridge?.holding !== false || known.bridge.conference)
    return
  const away = known.leftBy === null ? undefined : known.call.participants.get(known.leftBy)
  const by = [...leftBehind(sight, known), ...(away?.legs ?? [])].find(
    (left) => !sight.byId.has(left.id) && left.participant !== null
  )
  const carrier = by === undefined ? undefined : carrierOf(sight, by)
  const moved = known.bridge.id !== one.bridge
  const mate = members.find(
    (other) => other !== one && (knownAs(sight, other)?.bridge?.id !== one.bridge || (moved && carrier !== undefined))
  )
  if (by === undefined || mate === undefined || isPicker(mate) || mate.message['application'] === 'ParkedCall') return
  if (
    one.memory?.sentBy === by.name ||
    (isDialling(one) &&
      diallerOf(sight, mate).dialler === one &&
      isDialled(mate) &&
      !sight.model.channels.has(idOf(mate)))
  )
    return
  const when = carrier === undefined ? moment : handedOver(sight, one, carrier, moved ? null : moment)
  happened(
    sight,
    'AttendedTransfer',
    when,
    {
      uniqueid: idOf(one),
      ...{ result: 'Success', desttype: 'Bridge', origtransfereruniqueid: by.id },
      ...{ transfereeuniqueid: idOf(one), transfertargetuniqueid: idOf(mate) }
    },
    ['leftAt', 'talkSeconds', 'holdSeconds']
  )
}

/** Sent off by whoever it talked to: it dials another now, or waits in a queue. */
export function sentOff(sight: Sight, channel: PictureChannel, known: Channel): void {
  const { memory, message } = channel
  if (memory?.sentBy == null || sight.parked?.has(idOf(channel))) return
  const by = leftBehind(sight, known).find(({ name }) => name === memory.sentBy)
  if (by === undefined) return
  const left = departureOf(sight, channel)
  const fields = {
    result: 'Success',
    transfereruniqueid: by.id,
    transfereeuniqueid: idOf(channel),
    extension: message['exten'] ?? ''
  }
  happened(sight, 'BlindTransfer', left, fields)
}
