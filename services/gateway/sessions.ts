import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import { HubError } from '../../contracts/errors.ts'
import type { Session } from '../../contracts/rest.ts'
import type { Credential, Crm } from './crm.ts'

const RECHECK_MS = 60_000
/** With the core away, who was known this recently may come back. */
const TRUST_MS = 10 * 60_000
const MAX_KNOWN = 5_000
const CHECKS_AT_ONCE = 2
/** What is due together, as after an outage, is spread over so many sweeps. */
const SWEEPS_FOR_ALL = 20
/** Multiples of it, less what is whole, fall evenly between 0 and 1, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

interface Known {
  readonly credential: Credential
  session: Session
  checkedMs: number
  dueMs: number
  /** Sockets that live on this credential. */
  inUse: number
}

export type Sessions = ReturnType<typeof createSessions>

/** Who a socket is, asked of the core at the door and again every minute, not all of them at once. */
export function createSessions({
  crm,
  log,
  now,
  onChange
}: {
  readonly crm: Pick<Crm, 'session'>
  readonly log: Logger
  readonly now: () => number
  /** The session is another one now; null: it is no more. */
  onChange(key: string, session: Session | null): void
}) {
  const known = new Map<string, Known>()
  let isSweeping = false
  let opened = 0

  /** Hundreds come within a second, when a hub is back: the first time they are asked for at moments of their own. */
  const firstDueMs = (): number => now() + RECHECK_MS * (1 - ((opened++ * GOLDEN) % 1) / 2)

  async function recheck(key: string, entry: Known): Promise<void> {
    try {
      const session = await crm.session(entry.credential)
      Object.assign(entry, { checkedMs: now(), dueMs: now() + RECHECK_MS })
      const isSame =
        session.role === entry.session.role &&
        session.user?.id === entry.session.user?.id &&
        session.user?.sees === entry.session.user?.sees
      entry.session = session
      if (!isSame) onChange(key, session)
    } catch (err) {
      if (isAway(err)) return log.debug({ err }, 'a session could not be checked: the core is away')
      known.delete(key)
      onChange(key, null)
    }
  }
  function forgetOldest(): void {
    for (const [key, entry] of known) {
      if (known.size <= MAX_KNOWN) return
      if (entry.inUse === 0) known.delete(key)
    }
  }

  return {
    /** Throws HubError: 'not-signed-in', or 'unavailable' while the core is away. */
    async open(credential: Credential): Promise<{ readonly key: string; readonly session: Session }> {
      const key = createHash('sha256').update(`${credential.kind} ${credential.value}`).digest('base64url')
      const entry = known.get(key)
      const session = await crm.session(credential).catch((err: unknown) => {
        if (entry && isAway(err) && now() - entry.checkedMs < TRUST_MS) return entry.session
        if (!isAway(err)) known.delete(key)
        throw err
      })
      const kept = known.get(key) ?? { credential, session, checkedMs: now(), dueMs: firstDueMs(), inUse: 0 }
      if (session !== kept.session) Object.assign(kept, { session, checkedMs: now() })
      known.set(key, kept)
      forgetOldest()
      return { key, session }
    },
    /** A socket lives on it now; false when it has become doubtful meanwhile. */
    hold(key: string): boolean {
      const entry = known.get(key)
      if (entry) entry.inUse += 1
      return entry !== undefined
    },
    /** A socket that used it is gone. */
    release(key: string): void {
      const entry = known.get(key)
      if (entry) entry.inUse = Math.max(0, entry.inUse - 1)
    },
    /** Asks again what was not asked for a minute, a share of all at most. */
    async sweep(): Promise<void> {
      if (isSweeping) return
      isSweeping = true
      try {
        const share = Math.ceil(known.size / SWEEPS_FOR_ALL)
        const due = [...known].filter(([, entry]) => entry.inUse > 0 && now() >= entry.dueMs).slice(0, share)
        for (let i = 0; i < due.length; i += CHECKS_AT_ONCE) {
          await Promise.all(due.slice(i, i + CHECKS_AT_ONCE).map(([key, entry]) => recheck(key, entry)))
        }
      } finally {
        isSweeping = false
      }
    },
    /** A user was changed: ask again at once, and trust nothing that is remembered of them. */
    async suspect(user: string): Promise<void> {
      const theirs = [...known].filter(([, { session }]) => session.user?.id === user)
      await Promise.all(
        theirs.map(([key, entry]) => {
          if (entry.inUse === 0) known.delete(key)
          return entry.inUse === 0 ? undefined : recheck(key, entry)
        })
      )
    }
  }
}

const isAway = (err: unknown): boolean =>
  !(err instanceof HubError) || err.word === 'unavailable' || err.word === 'internal'
