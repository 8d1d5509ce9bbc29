import type { Call, Model, PbxClock, Us } from './entities.ts'

/** Messages are stamped as they are written: one that is older than another by more than this was stamped by a changed clock. */
const BACK_US = 5_000_000
/** How much more than our own clock the PBX's may go on from one message to the next. */
const FORWARD_US = 600_000_000

/** How far the PBX's clock was set when it said `at`, in microseconds; 0 when it was not. */
function jumpOf(clock: PbxClock, at: Us, nowMs: number): Us {
  if (clock.latest === 0) return 0
  const passed = Math.max(0, nowMs - clock.heardMs) * 1000
  const jump = at - clock.latest - passed
  if (at < clock.latest - BACK_US) return jump
  // Without a clock of our own (a replay), or with one that was set back itself, a long silence is just that.
  return nowMs > 0 && nowMs >= clock.heardMs && jump > FORWARD_US ? jump : 0
}

const shifted = (us: Us | null, by: Us): Us | null => (us === null ? null : us + by)

/** A call that was begun by another clock: its times are moved to the new one, and said to be estimates. */
function shiftCall(call: Call, by: Us): void {
  call.bornAt += by
  call.answeredAt = shifted(call.answeredAt, by)
  call.clock.since += by
  for (const one of [...call.transfers, ...call.recordings]) {
    if ('at' in one) one.at = new Date(Date.parse(one.at) + by / 1000).toISOString()
    else one.startedAt = new Date(Date.parse(one.startedAt) + by / 1000).toISOString()
  }
  for (const participant of call.participants.values()) {
    participant.offeredAt += by
    participant.answeredAt = shifted(participant.answeredAt, by)
    participant.leftAt = shifted(participant.leftAt, by)
    participant.clock.since += by
  }
  for (const channel of call.channels) channel.bornAt += by
  for (const name of call.answeredAt === null ? ['startedAt'] : ['startedAt', 'answeredAt'])
    if (!call.estimated.includes(name)) call.estimated.push(name)
}

/**
 * Hears what the PBX's clock says. When it was set since it was last heard, the live calls are moved along with it, so that
 * what they last stays what it was.
 */
export function followClock({ clock, calls }: Model, at: Us, nowMs: number): void {
  const jump = jumpOf(clock, at, nowMs)
  if (jump !== 0) {
    for (const call of new Set(calls.values())) shiftCall(call, jump)
    clock.jumps++
  }
  clock.latest = jump === 0 ? Math.max(clock.latest, at) : at
  clock.heardMs = nowMs
}
