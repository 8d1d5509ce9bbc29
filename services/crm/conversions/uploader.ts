import type { Conversion } from '../../../contracts/conversion.ts'

/** One conversion as it goes out. */
export interface Outgoing extends Pick<Conversion, 'lead' | 'name' | 'at' | 'id' | 'price' | 'currency'> {
  /** The network's id of the goal, where it has one. */
  readonly action: string | null
}

export interface Refusal {
  readonly reason: string
  /** It may be taken later. */
  readonly isForNow: boolean
}

export type Outcome =
  /** By the place in the upload: what was not taken of it. */
  | { readonly kind: 'taken'; readonly refused: ReadonlyMap<number, Refusal> }
  /** `mayBeTaken`: nobody knows whether it arrived. */
  | { readonly kind: 'failed'; readonly reason: string; readonly mayBeTaken: boolean }

/** Tells one network. */
export interface Uploader {
  /** `isAgain`: the same batch was sent before, and nobody knows whether it arrived. Never rejects. */
  upload(items: readonly Outgoing[], batch: string, isAgain: boolean): Promise<Outcome>
}

const WITHIN_MS = 30_000
const MOST_BYTES = 4_194_304

interface Answer {
  readonly status: number
  readonly text: string
}

/** What stands in the way, without the secrets that were sent there. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** One request, whose answer is read whole. It follows nobody elsewhere: it holds a secret. Throws Unreachable. */
export async function ask(url: string, init: RequestInit, stopping: AbortSignal): Promise<Answer> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(WITHIN_MS)])
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal })
    const text = await response.text()
    return { status: response.status, text: text.slice(0, MOST_BYTES) }
  } catch (err) {
    const { message, cause } = err as Error & { cause?: { code?: string; message?: string } }
    throw new Unreachable(cause?.code ?? cause?.message ?? message)
  }
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // it says something else than JSON: a page of a proxy
  }
}

/** As a failure: unless the network itself said no, it may have been taken all the same. */
export function failureOf({ status, text }: Answer, message: string | undefined): Extract<Outcome, { kind: 'failed' }> {
  const mayBeTaken = status < 400 || status >= 500
  return { kind: 'failed', reason: `${status}: ${(message ?? text).slice(0, 300)}`, mayBeTaken }
}
