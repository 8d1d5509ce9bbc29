import type { Settings } from '../kit/settings.ts'
import type { Secrets } from './secrets.ts'

/** The first administrator's login, once. What the environment named is not repeated. */
export async function tellFirstLogin(
  settings: Settings,
  secrets: Secrets,
  url: string,
  say: (line: string) => void
): Promise<void> {
  const { adminLogin: login, adminPassword: password } = secrets
  if (settings.adminPassword === password && login && password) {
    if (await opens(url, login, password)) {
      say(`the first administrator: login ${login}, password ${password} (shown this once)`)
    } else {
      say('the administrator is the one that this database already has')
    }
  }
  if (secrets.apiKey && settings.apiKey === secrets.apiKey)
    say(`the first API key: ${secrets.apiKey} (shown this once)`)
}

/** A database of the user's own may have had its administrator long before this start. */
async function opens(url: string, login: string, password: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
    signal: AbortSignal.timeout(10_000)
  }).catch(() => undefined)
  return answer?.status !== 401
}
