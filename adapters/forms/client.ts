import type { Field } from './fields.ts'
import { flatten, parseJson } from './json.ts'

const DEADLINE_MS = 10_000
const MAX_CHARACTERS = 500_000
const ID = /^[0-9A-Za-z_-]{1,64}$/

/** What Meta's Graph API has of a lead, and as it came. Throws for anything but a lead. */
export async function fetchLead(
  graphUrl: string,
  id: string,
  accessToken: string
): Promise<{ fields: Field[]; bytes: Uint8Array }> {
  if (!ID.test(id)) throw new Error('this is no id of a lead')
  const answer = await fetch(`${graphUrl.replace(/\/$/, '')}/${id}`, {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(DEADLINE_MS)
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`the Graph API answers ${answer.status}`)
  if (text.length > MAX_CHARACTERS) throw new Error('the Graph API answers too much')
  return { fields: flatten(parseJson(text)), bytes: Buffer.from(text) }
}
