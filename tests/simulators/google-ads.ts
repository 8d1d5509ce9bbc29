import type { Test } from 'tap'
import { type Listening, listen } from './listen.ts'

interface ClickConversion {
  readonly gclid?: string
  readonly gbraid?: string
  readonly wbraid?: string
  readonly conversionAction: string
  readonly conversionDateTime: string
  readonly conversionValue?: number
  readonly currencyCode?: string
  readonly orderId: string
}

interface GoogleAds extends Listening {
  /** What it counted, by the order. */
  readonly counted: Map<string, ClickConversion>
  /** Which clicks are refused, and with which code. */
  readonly refusals: Map<string, string>
  /** Whose access tokens were given out. */
  tokens: number
  /** Access tokens that were given out are no longer good. */
  forgetTokens(): void
}

const fault = (code: number, status: string, message: string) => ({
  status: code,
  body: { error: { code, message, status } }
})

/**
 * Google Ads' customers:uploadClickConversions with its sign-in, as the reference describes them: errors of single
 * conversions stand in one detail of partialFailureError, with the place of each; an order is counted once.
 */
export async function startGoogleAds(t: Test, { customer = '1234567890', refreshToken = 'the-refresh' } = {}) {
  const counted = new Map<string, ClickConversion>()
  const refusals = new Map<string, string>()
  const good = new Set<string>()
  let tokens = 0

  function codeOf(one: ClickConversion): string | undefined {
    const click = one.gclid ?? one.gbraid ?? one.wbraid
    if (click === undefined) return 'UNSPECIFIED'
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(one.conversionDateTime)) return 'INVALID_DATE_TIME'
    if (!new RegExp(`^customers/${customer}/conversionActions/\\d+$`).test(one.conversionAction)) {
      return 'INVALID_CONVERSION_ACTION'
    }
    return refusals.get(click) ?? (counted.has(one.orderId) ? 'ORDER_ID_ALREADY_IN_USE' : undefined)
  }

  function upload({ conversions, partialFailure }: { conversions: ClickConversion[]; partialFailure: boolean }) {
    if (!partialFailure) return fault(400, 'INVALID_ARGUMENT', 'partial_failure must be true')
    const errors = conversions.flatMap((one, index) => {
      const code = codeOf(one)
      if (code === undefined) counted.set(one.orderId, one)
      return code === undefined
        ? []
        : [
            {
              errorCode: { conversionUploadError: code },
              message: `This conversion: ${code}.`,
              location: { fieldPathElements: [{ fieldName: 'conversions', index }] }
            }
          ]
    })
    const refused = new Set(errors.map(({ location }) => location.fieldPathElements[0]?.index))
    const details = [{ '@type': 'type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure', errors }]
    return {
      status: 200,
      body: {
        ...(errors.length > 0 && {
          partialFailureError: { code: 3, message: 'Multiple errors in ‘details’.', details }
        }),
        results: conversions.map((one, index) => (refused.has(index) ? {} : one)),
        jobId: '1'
      }
    }
  }

  const listening = await listen(t, (request, body) => {
    if (request.url === '/token') {
      const asked = new URLSearchParams(body.toString())
      if (asked.get('refresh_token') !== refreshToken) {
        return { status: 400, body: { error: 'invalid_grant', error_description: 'Bad Request' } }
      }
      tokens += 1
      good.add(`access-${tokens}`)
      return { status: 200, body: { access_token: `access-${tokens}`, expires_in: 3_599, token_type: 'Bearer' } }
    }
    if (!good.has((request.headers.authorization ?? '').replace('Bearer ', ''))) {
      return fault(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.')
    }
    if (request.headers['developer-token'] === undefined) return fault(401, 'UNAUTHENTICATED', 'no developer token')
    if (request.url !== `/v26/customers/${customer}:uploadClickConversions`) return fault(404, 'NOT_FOUND', 'Not found')
    return upload(JSON.parse(body.toString()))
  })
  return {
    ...{ ...listening, counted, refusals, forgetTokens: () => good.clear() },
    get tokens() {
      return tokens
    }
  } satisfies GoogleAds
}
