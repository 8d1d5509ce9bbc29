import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { ConversionSettings } from '../../../contracts/conversion.ts'
import {
  ask,
  failureOf,
  type Outcome,
  type Outgoing,
  parsed,
  type Refusal,
  Unreachable,
  type Uploader
} from './uploader.ts'

const Token = Type.Object({ access_token: Type.String({ minLength: 1 }), expires_in: Type.Number() })
const Fault = Type.Object({ error: Type.Object({ message: Type.String() }) })
const Errors = Type.Object({
  errors: Type.Array(
    Type.Object({
      errorCode: Type.Record(Type.String(), Type.String()),
      message: Type.Optional(Type.String()),
      location: Type.Optional(
        Type.Object({
          fieldPathElements: Type.Array(
            Type.Object({ fieldName: Type.String(), index: Type.Optional(Type.Union([Type.Number(), Type.String()])) })
          )
        })
      )
    })
  )
})
const Answered = Type.Object({
  partialFailureError: Type.Optional(
    Type.Object({ message: Type.Optional(Type.String()), details: Type.Optional(Type.Array(Type.Unknown())) })
  )
})

/** It is there already, by the id of the order or by the click and its moment. */
const ALREADY = /^(CLICK_CONVERSION_ALREADY_EXISTS|ORDER_ID_ALREADY_IN_USE|DUPLICATE_ORDER_ID)$/
/** What Google would take some hours later, or at another try. */
const FOR_NOW = /^TOO_RECENT|^(INTERNAL_ERROR|TRANSIENT_ERROR|RESOURCE_EXHAUSTED|RESOURCE_TEMPORARILY_EXHAUSTED)$/

/** In one time zone, with its offset: 2026-01-15 09:00:00+00:00. */
const dateTimeOf = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)}+00:00`

/** What was not taken, by its place. The one detail holds the errors of all. */
function refusalsOf(details: readonly unknown[]): Map<number, Refusal> {
  const refused = new Map<number, Refusal>()
  for (const { errorCode, message, location } of details.flatMap((d) => (Value.Check(Errors, d) ? d.errors : []))) {
    const place = location?.fieldPathElements.find(({ fieldName }) => fieldName === 'conversions')?.index
    const code = Object.values(errorCode)[0] ?? 'UNKNOWN'
    if (place === undefined || ALREADY.test(code)) continue
    const reason = [code, message].filter(Boolean).join(': ').slice(0, 300)
    refused.set(Number(place), { reason, isForNow: FOR_NOW.test(code) })
  }
  return refused
}

/** Google Ads counts an order once: the same conversion may be sent again. */
export function createGoogle(
  settings: NonNullable<ConversionSettings['google']>,
  stopping: AbortSignal,
  now: () => number
): Uploader {
  const { customer, loginCustomer, developerToken, clientId, clientSecret, refreshToken, url, tokenUrl } = settings
  const secrets = [developerToken, clientSecret, refreshToken]
  let token: { readonly value: string; readonly until: number } | undefined

  const clean = (text: string): string => secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)

  async function signIn(): Promise<string | Outcome> {
    if (token && token.until > now()) return token.value
    const body = new URLSearchParams({
      ...{ grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret },
      refresh_token: refreshToken
    })
    const answer = await ask(tokenUrl, { method: 'POST', body }, stopping)
    const said = parsed(answer.text)
    if (answer.status !== 200 || !Value.Check(Token, said)) {
      return {
        kind: 'failed',
        reason: `no token: ${answer.status}: ${clean(answer.text).slice(0, 300)}`,
        mayBeTaken: false
      }
    }
    token = { value: said.access_token, until: now() + (said.expires_in - 60) * 1_000 }
    return token.value
  }

  const conversionOf = ({ lead, name, at, id, price, currency, action }: Outgoing) => ({
    [id.kind]: id.value,
    conversionAction: `customers/${customer}/conversionActions/${action}`,
    conversionDateTime: dateTimeOf(at),
    ...(price !== null && { conversionValue: price, currencyCode: currency }),
    orderId: `${lead}/${name}`.slice(0, 100)
  })

  async function send(access: string, items: readonly Outgoing[]): Promise<Outcome> {
    const answer = await ask(
      `${url}/customers/${customer}:uploadClickConversions`,
      {
        method: 'POST',
        headers: {
          ...{ authorization: `Bearer ${access}`, 'developer-token': developerToken },
          ...{ 'content-type': 'application/json' },
          ...(loginCustomer !== undefined && { 'login-customer-id': loginCustomer })
        },
        body: JSON.stringify({ conversions: items.map(conversionOf), partialFailure: true, validateOnly: false })
      },
      stopping
    )
    const said = parsed(answer.text)
    if (answer.status === 401) token = undefined
    if (answer.status !== 200 || !Value.Check(Answered, said)) {
      return failureOf(answer, clean(Value.Check(Fault, said) ? said.error.message : answer.text))
    }
    return { kind: 'taken', refused: refusalsOf(said.partialFailureError?.details ?? []) }
  }

  return {
    async upload(items) {
      try {
        const access = await signIn()
        return typeof access === 'string' ? await send(access, items) : access
      } catch (err) {
        if (!(err instanceof Unreachable)) throw err
        return { kind: 'failed', reason: err.message, mayBeTaken: true }
      }
    }
  }
}
