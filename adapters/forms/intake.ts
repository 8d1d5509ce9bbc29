import type { AdapterContext, InboundRequest, InboundResponse } from '../../contracts/adapter.ts'
import { HubError } from '../../contracts/errors.ts'
import type { TakenForm } from '../../contracts/form.ts'
import { createRateLimit } from '../kit/rate-limit.ts'
import { corsOf, mayPost, preflight, problem, problemOf, thanks } from './answers.ts'
import { readBody } from './body.ts'
import type { createCaptcha } from './captcha.ts'
import { eventOf } from './events.ts'
import type { followForms } from './forms.ts'
import { isFrom } from './networks.ts'
import { createSnippet, scriptKey } from './snippet.ts'
import { parseUrlencoded } from './urlencoded.ts'
import { VENDORS } from './vendors/index.ts'
import type { Item, Post } from './vendors/vendor.ts'

type Context = Pick<AdapterContext<unknown>, 'instance' | 'clock' | 'emit' | 'files' | 'log' | 'count'>

/** Half of the shortest time in which a vendor wants its answer. */
const DURABLE_WITHIN_MS = 1_500

/** Takes what is sent to the forms: it is on the disk before it is answered that it was taken. */
export function createIntake(
  context: Context,
  forms: ReturnType<typeof followForms>,
  want: (form: TakenForm, item: Item, withinMs: number) => Promise<void>,
  askCaptcha: ReturnType<typeof createCaptcha>
) {
  const limit = createRateLimit(context.clock.now)
  const snippet = createSnippet()

  /** In how many seconds there is room again; 0: now. */
  function waitOf(form: TakenForm, address: string): number {
    const isServer = VENDORS[form.vendor].isServer
    const ofAddress = isServer ? 0 : limit.take(`${form.key} ${address}`, form.perAddressPerMinute)
    return ofAddress || limit.take(form.key, form.perFormPerMinute)
  }

  async function read(
    request: InboundRequest,
    form: TakenForm
  ): Promise<{ post: Post; about: Parameters<typeof eventOf>[2] }> {
    const { method, headers, queryString } = request
    const query = parseUrlencoded(Buffer.from(queryString, 'latin1'), undefined)
    const body =
      method === 'POST' && request.stream
        ? await readBody(request.stream, headers, form.files, context.files)
        : { fields: [], files: [], bytes: new Uint8Array() }
    return {
      post: { method, headers, query, fields: body.fields, bytes: body.bytes },
      about: {
        ...{ instance: context.instance, nowMs: context.clock.now(), headers, queryString },
        ...{ address: request.remoteAddress, bytes: body.bytes, files: body.files, spam: [] },
        isServer: VENDORS[form.vendor].isServer
      }
    }
  }

  async function take(request: InboundRequest, form: TakenForm): Promise<InboundResponse> {
    const { headers, method } = request
    const vendor = VENDORS[form.vendor]
    if (!vendor.methods.includes(method))
      return problem(headers, 'bad-input', `${method} is not for forms`, { status: 405 })
    if (!mayPost(headers, form)) return problem(headers, 'not-permitted', 'this page may not send this form')
    if (!isFrom(form.networks, request.remoteAddress)) return problem(headers, 'not-permitted', 'not from this network')
    const retryAfterSeconds = waitOf(form, request.remoteAddress)
    if (retryAfterSeconds > 0) {
      context.count('form_limited')
      return problem(headers, 'too-many-requests', 'too many forms: wait a little', { retryAfterSeconds })
    }
    const { post, about } = await read(request, form)
    const first = vendor.answerFirst?.(post, form)
    if (first) return first
    const items = vendor.items(post, form)
    const spam = vendor.isServer ? [] : await askCaptcha(post.fields, form, request.remoteAddress)
    const events = items.map((item) => eventOf(item, form, { ...about, spam }))
    const isEmpty = events.every(({ data }) => data.form?.fields.length === 0 && data.form.files.length === 0)
    if (isEmpty) return problem(headers, 'bad-input', 'there is nothing in this form')
    if (method === 'GET' && events.every(({ data }) => data.remote.raw === null)) {
      return problem(headers, 'bad-input', 'a form that is sent by GET holds a number or an address')
    }
    await Promise.all([
      ...items.map((item) => want(form, item, DURABLE_WITHIN_MS)),
      ...events.map((event) => context.emit(event, { withinMs: DURABLE_WITHIN_MS }))
    ])
    return vendor.answer?.(post, form) ?? thanks(headers, form)
  }

  return async function onRequest(request: InboundRequest): Promise<InboundResponse> {
    const { headers } = request
    const known = forms.current()
    if (!known) return problem(headers, 'unavailable', 'it is not known yet which forms there are')
    const script = scriptKey(request.path)
    const form = known.get(script ?? request.path)
    if (!form?.isActive) return problem(headers, 'not-found', 'there is no such form')
    if (script !== undefined) return snippet(request.method, headers, form)
    if (request.method === 'OPTIONS') return preflight(headers, form)
    try {
      const answer = await take(request, form)
      return { ...answer, headers: { ...answer.headers, ...corsOf(headers, form) } }
    } catch (err) {
      if (!(err instanceof HubError)) throw err
      const answer = problemOf(headers, err)
      return { ...answer, headers: { ...answer.headers, ...corsOf(headers, form) } }
    }
  }
}
