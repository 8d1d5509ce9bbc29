import type { AdapterContext } from '../../contracts/adapter.ts'
import type { PbxFacts } from './ask.ts'
import type { Fault } from './frame.ts'
import type { Model } from './model/entities.ts'

/** Events that are no business of the model's and yet expected. */
const EXPECTED = new Set(['FullyBooted', 'Shutdown', 'OriginateResponse'])
/** Channels there may be again before a model that was full is said to be well. */
const UNCROWDED = 25_000
const SAY_FAULTS_EVERY_MS = 10_000

/** How a PBX stands, as an administrator reads it: said when it changes. */
export interface Standing {
  up(facts: PbxFacts, sinceMs: number): void
  down(reason: string, refused: boolean): void
  /** Whether messages had to be dropped and the PBX is being asked. */
  overflowed(now: boolean): void
  /** What is wrong with ARI, which calls are told of without; null when nothing is. */
  ari(complaint: string | null): void
  sawStamp(hasStamp: boolean): void
  /** What the model had to do that an administrator should know of. */
  sawModel(model: Pick<Model, 'clock' | 'givenUp' | 'channels'>): void
  /** How many events that nobody reads this connection has brought. */
  sawSkipped(events: number): void
  sawUnmodelled(event: string): void
  sawFault(fault: Fault, sample: string): void
}

type Context = Pick<AdapterContext<unknown>, 'health' | 'log' | 'count' | 'clock'>

export function createStanding({ health, log, count, clock }: Context): Standing {
  const unknown = new Set<string>()
  let current: { facts: PbxFacts; sinceMs: number } | null = null
  let stamped: boolean | null = null
  let dropping = false
  let givenUp = 0
  let crowded = false
  let jumps = 0
  let skipped = 0
  let ariComplaint: string | null = null
  let said = ''
  let faultsQuietUntil = 0
  let faultsSince = 0

  const report = () => {
    if (current === null) return
    const { facts, sinceMs } = current
    const since = new Date(sinceMs).toISOString()
    const complaints = [
      ...facts.missing,
      ...(stamped === false ? ['times are those of receipt: set timestampevents = yes in manager.conf'] : []),
      ...(dropping ? ['too many messages at once: some were dropped, the PBX is being asked'] : []),
      ...(crowded ? ['more channels than there can be: calls that never hung up were given up'] : []),
      ...(ariComplaint === null ? [] : [ariComplaint])
    ]
    const summary = [`Asterisk ${facts.version}, connected since ${since}`, ...complaints].join('; ')
    if (summary === said) return
    said = summary
    const details = { version: facts.version, connectedSince: since, pbxStarted: facts.startedAt }
    health({ state: complaints.length > 0 ? 'degraded' : 'up', summary, details })
  }

  return {
    up(facts, sinceMs) {
      current = { facts, sinceMs }
      report()
    },
    down(reason, refused) {
      current = null
      said = ''
      const summary = refused
        ? `Asterisk refuses the AMI login (${reason}): check ami.username and ami.secret`
        : `no link to Asterisk: ${reason}`
      health({ state: 'down', summary })
    },
    overflowed(now) {
      dropping = now
      report()
    },
    ari(complaint) {
      ariComplaint = complaint
      report()
    },
    sawStamp(hasStamp) {
      if (stamped === hasStamp) return
      stamped = hasStamp
      report()
    },
    sawModel(model) {
      if (model.clock.jumps > jumps) {
        count('clock_jumps', model.clock.jumps - jumps)
        log.warn({}, "the PBX's clock was set: times of the calls that were live are estimates")
        jumps = model.clock.jumps
      }
      if (model.givenUp > givenUp) count('calls_given_up', model.givenUp - givenUp)
      const now = model.givenUp > givenUp || (crowded && model.channels.size > UNCROWDED)
      givenUp = model.givenUp
      if (now === crowded) return
      crowded = now
      report()
    },
    sawSkipped(events) {
      const more = events < skipped ? events : events - skipped
      if (more > 0) count('skipped_events', more)
      skipped = events
    },
    sawUnmodelled(event) {
      if (EXPECTED.has(event)) return
      count('unknown_events')
      if (unknown.size >= 500 || unknown.has(event)) return
      unknown.add(event)
      log.debug({ event }, 'an event of a kind that is not known')
    },
    sawFault(fault, sample) {
      count(`${fault}_messages`)
      faultsSince++
      if (clock.now() < faultsQuietUntil) return
      log.warn(
        { fault, sample: sample.replace(/\p{Cc}+/gu, ' '), count: faultsSince },
        'a message of the PBX was skipped'
      )
      faultsQuietUntil = clock.now() + SAY_FAULTS_EVERY_MS
      faultsSince = 0
    }
  }
}
