import type { AdapterContext } from '../../contracts/adapter.ts'
import type { Picture } from './model/picture.ts'

const KEY = 'link'

/** What is remembered of a PBX over a break and over our own death. */
interface Remembered {
  readonly aliveAt?: number
  readonly startedAt?: string
}

interface Life {
  /** Reads an entry of the state; the moment we last lived (ms), if it is in this one. */
  recall(key: string, value: unknown): number | null | undefined
  /** We live, now. */
  save(): Promise<void>
  /** The PBX said that it goes down: that is when its calls end. */
  sawShutdown(): void
  /** A picture of a PBX that began at this moment; with another than before, its ids may be those of old calls. */
  judge(picture: Picture, startedAt: string): Picture
}

/** Whether it is still the PBX, and we the adapter, that there were. */
export function createLife({ state, clock }: Pick<AdapterContext<unknown>, 'state' | 'clock'>): Life {
  let began = ''
  let saidShutdown = false
  return {
    recall(key, value) {
      if (key !== KEY) return undefined
      const { aliveAt, startedAt = '' } = value as Remembered
      began = startedAt
      return Number(aliveAt) || null
    },
    save: () => state.set(KEY, { aliveAt: clock.now(), startedAt: began } satisfies Remembered),
    sawShutdown() {
      saidShutdown = true
    },
    judge(picture, startedAt) {
      const restarted = began !== '' && startedAt !== '' && began !== startedAt
      const judged = restarted ? { ...picture, restarted, saidShutdown } : picture
      if (startedAt !== '') began = startedAt
      saidShutdown = false
      return judged
    }
  }
}
