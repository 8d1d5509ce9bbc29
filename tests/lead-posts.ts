import type { NewLeadRule } from '../contracts/lead-rule.ts'
import type { Hub } from './hub.ts'
import { until } from './until.ts'

/** Lines of hub.yaml that let it take forms. */
export const FORMS_YAML = '  - { name: site, system: forms }\n'

/** The form `order` of a hub, taking posts. */
export async function openForm(hub: Pick<Hub, 'api' | 'url'>, settings: object = {}) {
  const made = await hub.api<{ id: string }>('POST', '/forms', { key: 'order', name: 'Заказ', ...settings })
  if (made.status !== 201) throw new Error(`no form: ${JSON.stringify(made.body)}`)
  await until(async () => (await fetch(`${hub.url}/f/order`, { method: 'POST' })).status !== 404)
  return {
    id: made.body.id,
    async post(fields: Record<string, string>): Promise<void> {
      const answer = await fetch(`${hub.url}/f/order`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fields)
      })
      if (answer.status !== 200) throw new Error(`the form was not taken: ${answer.status} ${await answer.text()}`)
    }
  }
}

/** Sends leads to these people. */
export async function addRule(hub: Pick<Hub, 'api'>, users: string[], rule: Partial<NewLeadRule> = {}): Promise<void> {
  const made = await hub.api('POST', '/lead-rules', { name: 'All', to: { users }, ...rule })
  if (made.status !== 201) throw new Error(`no rule: ${JSON.stringify(made.body)}`)
}
