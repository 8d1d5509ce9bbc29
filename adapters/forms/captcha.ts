import type { Log } from '../../contracts/adapter.ts'
import type { FormCaptcha, TakenForm } from '../../contracts/form.ts'
import { type Field, firstOf } from './fields.ts'

/** Where each of them is asked, and in which field of the form its word lies. */
export const CAPTCHAS: Readonly<Record<FormCaptcha, { readonly url: string; readonly field: string }>> = {
  hcaptcha: { url: 'https://api.hcaptcha.com/siteverify', field: 'h-captcha-response' },
  turnstile: { url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify', field: 'cf-turnstile-response' },
  smartcaptcha: { url: 'https://smartcaptcha.yandexcloud.net/validate', field: 'smart-token' }
}

const WITHIN_MS = 2_000
const MOST_CHARACTERS = 20_000

/** `unasked`: they could not be asked, or did not understand us; nobody is turned away for that. */
type Verdict = 'person' | 'program' | 'unasked'

function verdictOf(answer: { status?: unknown; success?: unknown }): Verdict {
  if (answer.status === 'ok' || answer.success === true) return 'person'
  return answer.status === 'failed' || answer.success === false ? 'program' : 'unasked'
}

/** Asks whoever checks the forms of this site whether a person sent it. */
export function createCaptcha(
  log: Log,
  count: (name: string) => void,
  urls: Partial<Readonly<Record<FormCaptcha, string>>> = {}
) {
  async function ask(provider: FormCaptcha, secret: string, token: string, address: string | null): Promise<Verdict> {
    const isYandex = provider === 'smartcaptcha'
    const who = address === null ? {} : { [isYandex ? 'ip' : 'remoteip']: address }
    const answer = await fetch(urls[provider] ?? CAPTCHAS[provider].url, {
      method: 'POST',
      body: new URLSearchParams({ secret, [isYandex ? 'token' : 'response']: token, ...who }),
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN_MS)
    })
    const text = await answer.text()
    if (!answer.ok || text.length > MOST_CHARACTERS) throw new Error(`${provider} answers ${answer.status}`)
    return verdictOf(JSON.parse(text) as object)
  }

  /** Why a submission is kept aside; none when a person sent it, or nobody could be asked. */
  return async (fields: readonly Field[], form: TakenForm, address: string | null): Promise<string[]> => {
    const { captcha, secrets } = form
    if (captcha === null) return []
    const token = firstOf(fields, CAPTCHAS[captcha].field)
    if (token === undefined) return ['captcha']
    if (secrets.captcha === undefined) {
      log.error({ form: form.key }, 'the form has a captcha and no secret for it: nobody is checked')
      return []
    }
    try {
      const verdict = await ask(captcha, secrets.captcha, token.slice(0, 10_000), address)
      if (verdict === 'unasked') throw new Error(`${captcha} answers what is not understood`)
      return verdict === 'program' ? ['captcha'] : []
    } catch (err) {
      count('form_captcha_unasked')
      log.warn({ form: form.key, err: (err as Error).message }, 'a captcha could not be checked: the form is taken')
      return []
    }
  }
}
