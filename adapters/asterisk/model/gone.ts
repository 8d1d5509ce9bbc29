import type { Call, Channel } from './entities.ts'
import { RINGING } from './entities.ts'
import { familyOf, idOf, isPicker, isUp, type PictureChannel } from './picture.ts'
import { departureOf, happened, knownAs, type Sight } from './sight.ts'

/** Was rung or came to pick up, and did not call: a queue or a mailbox that answers the caller takes nothing from anybody. */
function isRung(sight: Sight, channel: PictureChannel): boolean {
  const known = knownAs(sight, channel)
  if (known === undefined) return idOf(channel) !== familyOf(channel)
  return known.participant !== null && !known.participant.caller && known.participant.via !== 'click-to-call'
}

/** Whoever calls is still there: it was not they who gave up. */
const waitsOn = (sight: Sight, { caller }: Call): boolean =>
  caller === null || [...caller.legs].some(({ id }) => sight.byId.has(id))

/** When another took what it rang for; null when nobody did, as far as the PBX remembers. */
function takenAt(sight: Sight, { call }: Channel): number | null {
  let taken: number | null = null
  for (const id of call.ids) {
    for (const one of sight.families.get(id) ?? []) {
      const answer = one.memory?.answer ?? 0
      if (isRung(sight, one) && isUp(one) && answer >= sight.lastSeen - 1_000_000 && answer <= sight.at + 1_000_000)
        taken = Math.max(taken ?? 0, Math.min(metAt(sight, one, answer), sight.at))
    }
  }
  return taken
}

/** Whoever came in to pick up was answered by the PBX first, and has the call when both are put through. */
function metAt(sight: Sight, one: PictureChannel, answer: number): number {
  const mates = isPicker(one) && one.bridge !== null ? (sight.bridges.get(one.bridge) ?? []) : []
  return Math.max(answer, ...mates.map(({ memory }) => memory?.answer ?? 0))
}

/** A channel that is gone while its call goes on: another took what it rang for, or its partner was moved elsewhere. */
export function left(sight: Sight, channel: Channel): void {
  const fields = { uniqueid: channel.id }
  if (channel.state <= RINGING) {
    const taken = takenAt(sight, channel)
    const moment = { at: taken ?? Math.min(sight.lastSeen, sight.at), exact: taken !== null }
    // Answered elsewhere, or by nobody: what the PBX itself would have said.
    const cause = taken !== null ? '26' : waitsOn(sight, channel.call) ? '19' : undefined
    happened(sight, 'Hangup', moment, { ...fields, cause }, ['leftAt'])
    return
  }
  const moment = departureOf(sight, sight.byId.get(partnerOf(sight, channel)?.id ?? ''))
  // A Local pair that was optimised away carried the talk until whoever was behind it moved.
  const behind = channel.otherHalf === null ? undefined : partnerOf(sight, channel.otherHalf)
  const moved = behind === undefined ? moment : departureOf(sight, sight.byId.get(behind.id))
  happened(sight, 'Hangup', moved.at > moment.at ? moved : moment, fields, ['leftAt'])
}

/** Somebody it was in a bridge with, who is still there; those who stay in a conference are not moved by one who leaves. */
function partnerOf(sight: Sight, channel: Channel): Channel | undefined {
  const others = channel.bridge?.conference === false ? [...channel.bridge.members] : []
  return others.find((one) => one !== channel && sight.byId.has(one.id))
}
