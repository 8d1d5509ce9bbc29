import { Pool } from 'undici'

/** One post and what came of it. */
export interface Sent {
  readonly phone: string
  /** From the moment at which it was due to the answer. */
  readonly ms: number
  readonly isTaken: boolean
}

interface Load {
  readonly url: string
  readonly path: string
  /** Posts a second, evenly; undefined: as many as `connections` that wait for their answer bring out. */
  readonly perSecond?: number
  readonly seconds: number
  readonly connections: number
  /** Sends what was not taken again, until it is; gives up so long after the end. */
  readonly retryMs?: number
  readonly firstPhone: number
}

const bodyOf = (phone: string): string =>
  JSON.stringify({
    name: `Клиент ${phone}`,
    phone,
    comment: 'Перезвоните, пожалуйста',
    utm_source: 'yandex',
    page: 'https://a.example/'
  })

/** Posts forms, each from another number; answers all of them, in the order in which they were answered. */
export async function postForms({
  url,
  path,
  perSecond,
  seconds,
  connections,
  retryMs,
  firstPhone
}: Load): Promise<Sent[]> {
  const pool = new Pool(url, { connections, pipelining: 1, headersTimeout: 10_000, bodyTimeout: 10_000 })
  const sent: Sent[] = []
  const begun = performance.now()
  const end = begun + seconds * 1_000
  let next = firstPhone

  async function post(phone: string): Promise<boolean> {
    const headers = { 'content-type': 'application/json' }
    try {
      const { statusCode, body } = await pool.request({ path, method: 'POST', headers, body: bodyOf(phone) })
      await body.dump()
      return statusCode === 200
    } catch {
      return false
    }
  }

  async function one(dueAt: number): Promise<void> {
    const phone = `+79${String(next++).padStart(9, '0')}`
    let isTaken = await post(phone)
    while (!isTaken && retryMs !== undefined && performance.now() < end + retryMs) {
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400))
      isTaken = await post(phone)
    }
    sent.push({ phone, ms: performance.now() - dueAt, isTaken })
  }

  if (perSecond === undefined) {
    const worker = async (): Promise<void> => {
      while (performance.now() < end) await one(performance.now())
    }
    await Promise.all(Array.from({ length: connections }, worker))
  } else {
    const waiting: Promise<void>[] = []
    for (let n = 0; n < perSecond * seconds; ) {
      const now = performance.now()
      for (; n < perSecond * seconds && begun + (n * 1_000) / perSecond <= now; n++) {
        waiting.push(one(begun + (n * 1_000) / perSecond))
      }
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await Promise.all(waiting)
  }
  await pool.destroy()
  return sent
}
