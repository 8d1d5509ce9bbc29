import { Compile } from 'typebox/compile'
import type { AdapterContext, Hold, InboundRequest, InboundResponse } from '../../contracts/adapter.ts'
import { HubError } from '../../contracts/errors.ts'
import type { VisitEvent } from '../../contracts/event.ts'
import type { TakenForm } from '../../contracts/form.ts'
import { REST_SECONDS, type VisitAnswer, VisitPing } from '../../contracts/visit.ts'
import { createRateLimit } from '../kit/rate-limit.ts'
import { corsOf, mayPost, preflight, problem, problemOf } from './answers.ts'
import type { followForms } from './forms.ts'
import { touchOf } from './touch.ts'

type Context = Pick<AdapterContext<unknown>, 'instance' | 'clock' | 'emit' | 'holds' | 'count'>

const VISIT = /^(.+)\/visit$/
export const isVisit = ({ path }: Pick<InboundRequest, 'path'>): boolean => VISIT.test(path)

/** Two touches as long as they may be, and the page. */
const MAX_BYTES = 65_536
const DURABLE_WITHIN_MS = 1_500
/** An open page says twice a minute that it is there, and an office of many has one address: they need more than forms do. */
const AS_OFTEN = 10

const isPing = Compile(VisitPing)

/** Throws HubError 'bad-input', 'too-large'. */
async function readPing(stream: AsyncIterable<Uint8Array> | undefined) {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream ?? []) {
    size += chunk.length
    if (size > MAX_BYTES) throw new HubError('too-large', 'a visit is told in 64 KB')
    chunks.push(chunk)
  }
  let ping: unknown
  try {
    ping = JSON.parse(Buffer.concat(chunks).toString())
  } catch (cause) {
    throw new HubError('bad-input', 'the body is no JSON', { cause })
  }
  if (!isPing.Check(ping)) throw new HubError('bad-input', 'the body tells of no visit')
  return ping
}

type Ping = Awaited<ReturnType<typeof readPing>>

const pageOf = (page: unknown): string | null =>
  typeof page === 'string' && /^https?:\/\/\S+$/i.test(page) ? page.slice(0, 2_000) : null

const iso = (ms: number): string => new Date(ms).toISOString()

/** The whole state of the visit. Times and version are those of the hold: they grow, whichever process tells it. */
function eventOf(instance: string, form: TakenForm, ping: Ping, { thing, ...hold }: Hold): VisitEvent {
  const subject = `forms:${instance}:${form.key}:${ping.visit}`
  const version = hold.nowMs * 1_000
  return {
    ...{ specversion: '1.0', id: `${subject}@${version}`, source: `/forms/${instance}`, type: 'web.visit', subject },
    ...{ time: iso(hold.nowMs), datacontenttype: 'application/json' },
    data: {
      ...{ version, form: form.key, visit: ping.visit, page: pageOf(ping.page) },
      ...{ first: touchOf(ping.first), last: touchOf(ping.last) },
      number: {
        ...{ address: thing, since: iso(hold.sinceMs), until: iso(hold.untilMs) },
        restUntil: iso(hold.untilMs + REST_SECONDS * 1_000)
      }
    }
  }
}

/** POST /f/{key}/visit: shows each visit a number of its own, as long as there are any and its page is open. */
export function createVisits(context: Context, forms: Pick<ReturnType<typeof followForms>, 'current'>) {
  const limit = createRateLimit(context.clock.now)

  /** In how many seconds there is room again; 0: now. */
  function waitOf(form: TakenForm, address: string): number {
    const ofAddress = limit.take(`${form.key} ${address}`, form.perAddressPerMinute * AS_OFTEN)
    return ofAddress || limit.take(form.key, form.perFormPerMinute * AS_OFTEN)
  }

  /** The number is shown when it is known for sure whose it is: before that no call can come to it. */
  async function numberFor(form: TakenForm, ping: Ping): Promise<TakenForm['numbers'][number] | undefined> {
    const things = form.numbers.map(({ address }) => address)
    const hold = await context.holds.take(ping.visit, things, form.numberHoldSeconds * 1_000, REST_SECONDS * 1_000)
    if (!hold) {
      context.count('numbers_all_in_use')
      return undefined
    }
    await context.emit(eventOf(context.instance, form, ping, hold), { withinMs: DURABLE_WITHIN_MS })
    return form.numbers.find(({ address }) => address === hold.thing)
  }

  async function take({ headers, method, stream, remoteAddress }: InboundRequest, form: TakenForm) {
    if (method !== 'POST') return problem(headers, 'bad-input', `${method} is not for visits`, { status: 405 })
    if (!mayPost(headers, form)) return problem(headers, 'not-permitted', 'no visits from this page')
    const retryAfterSeconds = waitOf(form, remoteAddress)
    if (retryAfterSeconds > 0) {
      context.count('visit_limited')
      return problem(headers, 'too-many-requests', 'too many visits: wait a little', { retryAfterSeconds })
    }
    const ping = await readPing(stream)
    const found = ping.number === true && form.numbers.length > 0 ? await numberFor(form, ping) : undefined
    const answer: VisitAnswer = {
      number: found?.number ?? null,
      text: found?.text ?? null,
      seconds: form.numberHoldSeconds
    }
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify(answer)
    }
  }

  return async function onVisit(request: InboundRequest): Promise<InboundResponse> {
    const { headers } = request
    const known = forms.current()
    if (!known) return problem(headers, 'unavailable', 'it is not known yet which forms there are')
    const form = known.get(VISIT.exec(request.path)?.[1] ?? '')
    if (!form?.isActive) return problem(headers, 'not-found', 'there is no such form')
    if (request.method === 'OPTIONS') return preflight(headers, form)
    const answer: InboundResponse = await take(request, form).catch((err: unknown) => {
      if (err instanceof HubError) return problemOf(headers, err)
      throw err
    })
    return { ...answer, headers: { ...answer.headers, ...corsOf(headers, form) } }
  }
}
