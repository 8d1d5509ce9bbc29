import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NewContact } from '../../../contracts/contact.ts'
import type { NewForm } from '../../../contracts/form.ts'
import type { NewUser } from '../../../contracts/rest.ts'
import type { Settings } from '../../kit/settings.ts'
import { ACCOUNTS, CONTACTS, PASSWORD, type Person } from './company.ts'

type Access = Pick<Settings, 'crmUrl' | 'serviceKey' | 'dataDir'>

const TRIES = 60
const FORM: NewForm = { name: 'Заявка с сайта', key: 'site', source: 'site' }

/** Makes the demonstration's users, contacts and form, as an outside client would; once, at the first start. */
export async function seed(access: Access, signal: AbortSignal): Promise<void> {
  const stamp = join(access.dataDir, 'demo-pbx/people.json')
  if (existsSync(stamp)) return
  for (const { login, name, role, extension } of ACCOUNTS) {
    const user: NewUser = {
      login,
      name,
      role,
      extensions: extension ? [extension] : [],
      password: PASSWORD,
      language: 'ru'
    }
    await ask(access, signal, 'POST', '/users', user)
  }
  for (const person of CONTACTS) {
    if (!(await isKnown(access, signal, person))) await ask(access, signal, 'POST', '/contacts', contactOf(person))
  }
  await ask(access, signal, 'POST', '/forms', FORM)
  await writeFile(stamp, `${JSON.stringify({ users: ACCOUNTS.length, contacts: CONTACTS.length })}\n`)
}

function contactOf({ name, number, email, account, note }: Person): NewContact {
  return {
    displayName: name,
    phones: [{ number }],
    ...(email ? { emails: [{ address: email }] } : {}),
    ...(account ? { account } : {}),
    ...(note ? { note } : {})
  }
}

/** A start that was cut short may have made some of them. */
async function isKnown(access: Access, signal: AbortSignal, { number }: Person): Promise<boolean> {
  const found = await ask(access, signal, 'GET', `/contacts/lookup?phone=${encodeURIComponent(number)}`)
  const { items } = found as { items?: readonly unknown[] }
  return (items ?? []).length > 0
}

async function ask(
  { crmUrl, serviceKey }: Access,
  signal: AbortSignal,
  method: string,
  path: string,
  body?: NewUser | NewContact | NewForm
): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${crmUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${serviceKey}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)])
    }).catch((err: Error) => err)
    if (!(response instanceof Error)) {
      if (response.ok) return response.json()
      if (response.status === 409) return undefined // it is there already
      if (response.status !== 503) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    }
    if (tries >= TRIES || signal.aborted) throw new Error(`${method} ${path}: the core does not answer`)
    await sleep(1_000, undefined, { signal })
  }
}
