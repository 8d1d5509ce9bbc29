import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { AdapterContext } from '../../contracts/adapter.ts'
import { HubError } from '../../contracts/errors.ts'
import type { TakenForm } from '../../contracts/form.ts'
import { fetchLead } from './client.ts'
import { eventOf } from './events.ts'
import type { Field } from './fields.ts'
import type { followForms } from './forms.ts'
import { fieldsOfGraph } from './vendors/networks.ts'
import type { Item } from './vendors/vendor.ts'

/** A lead of which the vendor told only the id. */
const Wanted = Type.Object({
  form: Type.String(),
  id: Type.String(),
  fields: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
  sinceMs: Type.Number(),
  nextMs: Type.Number(),
  tries: Type.Integer()
})
type Wanted = Static<typeof Wanted>

type Context = Pick<AdapterContext<unknown>, 'instance' | 'clock' | 'emit' | 'state' | 'log' | 'count'>

const LOOK_MS = 5_000
const GIVE_UP_MS = 7 * 86_400_000
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000, 1_800_000, 3_600_000]
const PREFIX = 'fetch:'

/**
 * Fetches what the vendor only announced, as often as it takes, for a week. What is wanted is kept with the instance: any
 * process may fetch it, and twice is once.
 */
export function createFetcher(context: Context, forms: ReturnType<typeof followForms>, graphUrl: string) {
  const { clock, state, log } = context
  let cancel: (() => void) | undefined
  let isStopped = false
  let running = Promise.resolve()

  async function fetchOne(key: string, wanted: Wanted): Promise<void> {
    const form = forms.current()?.get(wanted.form)
    const token = form?.secrets.accessToken
    if (form === undefined || token === undefined) return later(key, wanted, 'its form has no access token')
    try {
      const { fields, bytes } = await fetchLead(graphUrl, wanted.id, token)
      await context.emit(eventOf(itemOf(wanted, fields), form, circumstances(bytes)))
      await state.delete(key)
      context.count('form_fetched')
    } catch (err) {
      await later(key, wanted, (err as Error).message)
    }
  }

  const circumstances = (bytes: Uint8Array) => ({
    ...{ instance: context.instance, nowMs: clock.now(), address: null, headers: {}, queryString: '' },
    ...{ bytes, files: [], spam: [], isServer: true }
  })

  async function later(key: string, wanted: Wanted, why: string): Promise<void> {
    const nowMs = clock.now()
    if (nowMs - wanted.sinceMs > GIVE_UP_MS) {
      log.error({ form: wanted.form, id: wanted.id, why }, 'a lead was announced and could not be fetched for a week')
      return state.delete(key)
    }
    log.warn({ form: wanted.form, id: wanted.id, tries: wanted.tries, why }, 'a lead is fetched a little later')
    const pauseMs = PAUSES_MS[Math.min(wanted.tries, PAUSES_MS.length - 1)] ?? LOOK_MS
    await state.set(key, { ...wanted, tries: wanted.tries + 1, nextMs: nowMs + pauseMs })
  }

  async function look(): Promise<void> {
    for (const [key, wanted] of await state.entries()) {
      if (isStopped) return
      if (!key.startsWith(PREFIX) || !Value.Check(Wanted, wanted) || wanted.nextMs > clock.now()) continue
      await fetchOne(key, wanted)
    }
  }

  function again(delayMs: number): void {
    cancel?.()
    if (isStopped) return
    cancel = clock.after(delayMs, () => {
      running = running
        .then(look)
        .catch((err: Error) => log.debug({ err: err.message }, 'what to fetch is not known now'))
      void running.then(() => again(LOOK_MS))
    })
  }

  return {
    start: () => again(0),
    async stop() {
      isStopped = true
      cancel?.()
      await running
    },
    /** Resolves when it is durable that it is wanted. Rejects with HubError 'unavailable'. */
    async want(form: TakenForm, item: Item, withinMs: number): Promise<void> {
      if (item.fetch === undefined) return
      const nowMs = clock.now()
      const wanted: Wanted = {
        ...{ form: form.key, id: item.fetch, fields: [...item.fields] },
        ...{ sinceMs: nowMs, nextMs: nowMs, tries: 0 }
      }
      let end = (): void => {}
      const late = new Promise<never>((_, reject) => {
        end = clock.after(withinMs, () => reject(new HubError('unavailable', 'the message store does not answer')))
      })
      await Promise.race([state.set(`${PREFIX}${form.key}:${item.fetch}`, wanted), late]).finally(() => end())
      again(0)
    }
  }
}

/** What was answered, and what was told with the announcement. */
const itemOf = ({ id, fields }: Wanted, fetched: readonly Field[]): Item => ({
  id,
  fields: [...fieldsOfGraph(fetched), ...fields]
})
