import type { Via } from '../../../contracts/words.ts'
import type { Call, Channel } from './entities.ts'

/** Somebody is in the call who is not just being rung from behind this Local channel. */
export function hasOthers({ participants }: Call, behind: Channel | null): boolean {
  for (const { legs } of participants.values()) {
    if (legs.size === 0) return true
    for (const leg of legs) if (behind === null || leg.dialler !== behind) return true
  }
  return false
}

/** By what way a phone is rung: seen through Local channels to whoever began to dial. */
export function viaOf(dialler: Channel | undefined): Via {
  let channel = dialler
  for (let depth = 0; channel !== undefined && depth < 8; depth++) {
    if (channel.queue !== null) return 'queue'
    if (channel.transferred) return 'transfer'
    // A Local channel that was rung itself, and goes on from there, dials like any other.
    if (channel.kind !== 'local' || channel.via !== null) return 'dial'
    const half: Channel | null = channel.otherHalf
    if (half === null) return 'dial'
    // Nobody dialled this Local channel: the hub's click-to-call, or Asterisk itself on behalf of someone who transfers.
    if (half.via === null) return hasOthers(channel.call, channel) ? 'transfer' : 'click-to-call'
    if (half.via !== 'dial') return half.via
    channel = half.dialler ?? undefined
  }
  return dialler === undefined ? 'click-to-call' : 'dial'
}

/**
 * By what way phones are rung may be learnt after they ring: of a Local channel, that it is dialled itself; of a caller, that
 * somebody sent them on. `legs` says which of those that `dialler` dials it is about.
 */
export function settleWays(dialler: Channel, legs: (leg: Channel) => boolean = () => true, depth = 0): void {
  if (depth > 8) return
  for (const leg of dialler.call.channels) {
    if (leg.dialler !== dialler || leg.via === null || !legs(leg)) continue
    const guess = leg.via
    leg.via = viaOf(dialler)
    if (leg.kind === 'local') {
      if (leg.otherHalf !== null) settleWays(leg.otherHalf, undefined, depth + 1)
    } else if (leg.participant?.via === guess) leg.participant.via = leg.via
  }
}
