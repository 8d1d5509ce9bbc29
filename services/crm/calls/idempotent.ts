import { setTimeout as sleep } from 'node:timers/promises'
import { HubError, type ProblemWord } from '../../../contracts/errors.ts'
import { hashOf } from '../auth/tokens.ts'
import type { Db } from '../transaction.ts'
import { answerRequest, claimRequest, findRequest, type KnownRequest, releaseRequest } from './store.ts'

interface Request {
  readonly asker: string
  readonly key: string
  readonly body: unknown
}

const WAIT_MS = 5_000

/**
 * Does the work once for a key, and gives its answer to whoever comes with the key again within a day: also the
 * refusal of a call that was tried (it has an interaction). What failed before that may be tried again.
 */
export async function once(db: Db, request: Request, work: () => Promise<string>): Promise<string> {
  const { asker, key } = request
  const bodyHash = hashOf(JSON.stringify(request.body))
  if (!(await claimRequest(db, asker, key, bodyHash))) return replay(await waitForAnswer(db, request), bodyHash)
  try {
    const interaction = await work()
    await answerRequest(db, asker, key, 202, { interaction })
    return interaction
  } catch (err) {
    if (err instanceof HubError && 'interaction' in err.extra) {
      const { word, message, extra, statusCode } = err
      await answerRequest(db, asker, key, statusCode, { word, message, extra })
    } else {
      await releaseRequest(db, asker, key)
    }
    throw err
  }
}

async function waitForAnswer(db: Db, { asker, key }: Request): Promise<KnownRequest> {
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    const known = await findRequest(db, asker, key)
    if (!known) throw new HubError('conflict', 'the first request with this key was not done: send it again')
    if (known.status !== null) return known
    if (Date.now() > deadline) throw new HubError('conflict', 'the first request with this key is under way')
    await sleep(50)
  }
}

function replay({ bodyHash, status, answer }: KnownRequest, wanted: Buffer): string {
  if (!bodyHash.equals(wanted)) throw new HubError('conflict', 'this Idempotency-Key came with another body before')
  if (status === 202) return (answer as { interaction: string }).interaction
  const { word, message, extra } = answer as { word: ProblemWord; message: string; extra: Record<string, unknown> }
  throw new HubError(word, message, { extra })
}
