import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** 256 random bits, as text. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** A first password that a person can type. */
export const newPassword = (): string => randomBytes(9).toString('base64url')

/** Compares by hash: the time tells neither content nor length. */
export const isSame = (given: string, expected: string | undefined): boolean =>
  expected !== undefined && timingSafeEqual(hashOf(given), hashOf(expected))
