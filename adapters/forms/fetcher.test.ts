import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { ContactEvent, MessageEvent } from '../../contracts/event.ts'
import { until } from '../../tests/until.ts'
import { createFetcher } from './fetcher.ts'
import { FORM } from './test-intake.ts'

t.test(
  'a lead of which Meta tells only the id is fetched, again after a failure, with the token in no address',
  async (t) => {
    const asked: { url: string | undefined; token: string | undefined }[] = []
    const graph = createServer(({ url, headers }, answer) => {
      asked.push({ url, token: headers.authorization })
      if (asked.length === 1) return void answer.writeHead(500).end('{}')
      answer.end(
        '{"id":"501","field_data":[{"name":"full_name","values":["Ия"]},{"name":"phone_number","values":["+79160000007"]}]}'
      )
    }).listen(0, '127.0.0.1')
    t.teardown(() => graph.close())
    await once(graph, 'listening')
    const graphUrl = `http://127.0.0.1:${(graph.address() as AddressInfo).port}/v21.0/`

    const state = new Map<string, unknown>()
    const emitted: ContactEvent[] = []
    let nowMs = Date.now()
    const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    const context: Parameters<typeof createFetcher>[0] = {
      instance: 'site',
      log: quiet,
      count: () => {},
      emit: async (event) => void emitted.push(event),
      clock: {
        now: () => nowMs,
        after(_, callback) {
          const timer = setTimeout(callback, 5) // time goes quicker here
          nowMs += 10_000
          return () => clearTimeout(timer)
        }
      },
      state: {
        get: async (key) => state.get(key),
        set: async (key, value) => void state.set(key, value),
        delete: async (key) => void state.delete(key),
        entries: async () => new Map(state)
      }
    }
    const form = { ...FORM, vendor: 'meta' as const, secrets: { accessToken: 'token-1' } }
    const fetcher = createFetcher(context, { current: () => new Map([[form.key, form]]), stop: () => {} }, graphUrl)
    t.teardown(() => fetcher.stop())
    await fetcher.want(form, { id: '501', fields: [{ name: 'leadgen_id', value: '501' }], fetch: '501' }, 1_000)
    await until(() => emitted.length > 0)
    const [event] = emitted as MessageEvent[]
    t.match(event, { subject: 'forms:site:form-1:501', data: { remote: { raw: '+79160000007', name: 'Ия' } } })
    t.strictSame(asked, Array(2).fill({ url: '/v21.0/501', token: 'Bearer token-1' }))
    await until(() => state.size === 0)
  }
)
