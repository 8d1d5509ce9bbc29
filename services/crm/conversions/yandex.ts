import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { ConversionSettings } from '../../../contracts/conversion.ts'
import { yandexCsv } from './csv.ts'
import { ask, failureOf, type Outcome, type Outgoing, parsed, Unreachable, type Uploader } from './uploader.ts'

const Fault = Type.Object({ message: Type.String() })
const Uploaded = Type.Object({ uploading: Type.Object({ id: Type.Number() }) })
const Uploads = Type.Object({ uploadings: Type.Array(Type.Object({ comment: Type.Optional(Type.String()) })) })

/** A comment may hold letters and digits alone. */
const commentOf = (batch: string): string => `perezvon${batch.replaceAll('-', '')}`

const wasTaken: Outcome = { kind: 'taken', refused: new Map() }

/**
 * Yandex Metrica takes a file, and says hours later which lines it linked to a visit. The same file twice is counted twice:
 * so where an answer was lost, the list of uploads is looked through first.
 */
export function createYandex(
  { counter, token, url }: NonNullable<ConversionSettings['yandex']>,
  stopping: AbortSignal
): Uploader {
  const base = `${url}/management/v1/counter/${counter}/offline_conversions`
  const headers = { authorization: `OAuth ${token}` }

  async function isThere(batch: string): Promise<boolean | Outcome> {
    const answer = await ask(`${base}/uploadings`, { headers }, stopping)
    const body = parsed(answer.text)
    if (answer.status !== 200 || !Value.Check(Uploads, body)) return { ...failed(answer, body), mayBeTaken: true }
    return body.uploadings.some(({ comment }) => comment === commentOf(batch))
  }

  async function send(items: readonly Outgoing[], batch: string): Promise<Outcome> {
    const kind = items[0]?.id.kind === 'yclid' ? 'yclid' : 'client-id'
    const form = new FormData()
    form.append('file', new Blob([yandexCsv(items, kind)], { type: 'text/csv' }), 'conversions.csv')
    const query = new URLSearchParams({
      client_id_type: kind === 'yclid' ? 'YCLID' : 'CLIENT_ID',
      comment: commentOf(batch)
    })
    const answer = await ask(`${base}/upload?${query}`, { method: 'POST', headers, body: form }, stopping)
    const body = parsed(answer.text)
    return answer.status === 200 && Value.Check(Uploaded, body) ? wasTaken : failed(answer, body)
  }

  const failed = (answer: { status: number; text: string }, body: unknown) => {
    const message = Value.Check(Fault, body) ? body.message : answer.text
    return failureOf(answer, message.replaceAll(token, '***'))
  }

  return {
    async upload(items, batch, isAgain) {
      try {
        const known = isAgain ? await isThere(batch) : false
        if (typeof known !== 'boolean') return known
        return known ? wasTaken : await send(items, batch)
      } catch (err) {
        if (!(err instanceof Unreachable)) throw err
        return { kind: 'failed', reason: err.message, mayBeTaken: true }
      }
    }
  }
}
