import type { RedisClient } from './redis.ts'

/** Handled entries that stay for a look back. */
const KEEP = 1_000

/** Cuts off what every group of the stream has acknowledged, but for the last few: never what anyone still needs. */
export async function trimHandled(redis: RedisClient, stream: string, keep = KEEP): Promise<void> {
  if ((await redis.xLen(stream)) <= keep * 2) return
  const oldestNeeded: string[] = []
  for (const { name, 'last-delivered-id': delivered } of await redis.xInfoGroups(stream)) {
    const pending = await redis.xPending(stream, name)
    oldestNeeded.push(pending?.firstId ?? delivered)
  }
  const kept = (await redis.xRevRange(stream, '+', '-', { COUNT: keep }))?.at(-1)?.id
  if (kept) oldestNeeded.push(kept)
  const upTo = oldestNeeded.sort(compareIds)[0]
  if (upTo) await redis.xTrim(stream, 'MINID', upTo as unknown as number)
}

/** Stream ids are `<milliseconds>-<number>`. */
function compareIds(a: string, b: string): number {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number)
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number)
  return aMs - bMs || aSeq - bSeq
}
