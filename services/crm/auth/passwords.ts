import argon2 from 'argon2'
import { HubError } from '../../../contracts/errors.ts'

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const OPTIONS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const AT_ONCE = 4
const MAX_WAITING = 200

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes the same time when there is no such user (`stored` undefined). */
  isRight(stored: string | undefined, password: string): Promise<boolean>
}

/** Hashing is dear by design, so only a few run at once and only so many wait; the rest are told to try again. */
export function createPasswords(): Passwords {
  let running = 0
  const waiting: (() => void)[] = []
  let nobody: Promise<string> | undefined

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (waiting.length >= MAX_WAITING) throw new HubError('unavailable', 'too many people sign in at this moment')
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  const hash = (password: string): Promise<string> => inTurn(() => argon2.hash(password, OPTIONS))

  return {
    hash,
    async isRight(stored, password) {
      nobody ??= hash('nobody has this password')
      const against = stored ?? (await nobody)
      const right = await inTurn(() => argon2.verify(against, password))
      return right && stored !== undefined
    }
  }
}
