import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { io } from 'socket.io-client'
import t, { type Test } from 'tap'
import type { Interaction } from '../../contracts/interaction.ts'
import { FORMS_YAML } from '../lead-posts.ts'
import { labYaml } from '../pbx/lab.ts'
import { freePort } from '../ports.ts'
import { freshDatabase } from '../postgres.ts'
import { freshRedis } from '../redis.ts'
import { startAmiPlayer } from '../simulators/ami-player.ts'
import { until } from '../until.ts'

const LAUNCHER = fileURLToPath(new URL('../../../services/hub/service.mjs', import.meta.url))
const RECORDING = new URL('../../../adapters/asterisk/recordings/inbound-phone.ami', import.meta.url)
const KEY = 'an-api-key-of-the-test'

/** One service in a process of its own, as `npm run service -- NAME` runs it; answers its address. */
async function startService(t: Test, name: string, env: Record<string, string>): Promise<string> {
  const port = await freePort()
  const settings = { PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env }
  let output = ''
  const child: ChildProcess = spawn(process.execPath, [LAUNCHER, name], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      output += data
    })
  }
  t.teardown(async () => {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  })
  const url = `http://127.0.0.1:${port}`
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${name} ended at its start: ${output.slice(-2_000)}`)
    return (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200
  }, 60_000)
  return url
}

t.test(
  'every service in a process of its own, two gateways: a call on the PBX pops up all the same, and a lead',
  async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'perezvon-apart-'))
    t.teardown(() => rm(dir, { recursive: true, force: true }))
    const pbx = await startAmiPlayer({ file: RECORDING, pace: 'original', rebase: true })
    t.teardown(() => pbx.close())
    await writeFile(join(dir, 'hub.yaml'), labYaml({ amiPort: pbx.port }, undefined, FORMS_YAML))
    const REDIS_URL = await freshRedis(t)
    const { url: DATABASE_URL } = await freshDatabase(t)
    const shared = { HUB_CONFIG: join(dir, 'hub.yaml'), REDIS_URL, HUB_SERVICE_KEY: 'a-service-key-of-the-test' }
    const crm = await startService(t, 'crm', { ...shared, DATABASE_URL, HUB_API_KEY: KEY })
    const gateways = [
      await startService(t, 'gateway', { ...shared, CRM_URL: crm }),
      await startService(t, 'gateway', { ...shared, CRM_URL: crm })
    ]
    const host = await startService(t, 'adapter-host', shared)
    const desktop = await startService(t, 'desktop', {})

    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
    const dave = { login: 'dave', name: 'Dave', role: 'agent', extensions: ['104'], password: 'dave-password' }
    const add = async (path: string, body: object): Promise<{ id: string }> => {
      const answer = await fetch(`${crm}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      t.equal(answer.status, 201)
      return (await answer.json()) as { id: string }
    }
    const { id } = await add('/users', dave)
    const session = await fetch(`${crm}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: dave.login, password: dave.password })
    })
    const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const pops: string[] = []
    const pages = gateways.map((url) => {
      const page = io(url, { path: '/realtime', transports: ['websocket'], extraHeaders: { cookie }, forceNew: true })
      page.on('screen-pop', (pop) => pops.push(pop.interaction.id))
      t.teardown(() => void page.close())
      return page
    })
    await until(() => pages.every((page) => page.connected))
    await until(() => pbx.sessions > 0)
    await until(async () => {
      const health = (await (await fetch(`${crm}/api/v1/health`, { headers })).json()) as {
        adapters: { instance: string; state: string }[]
      }
      return health.adapters.find(({ instance }) => instance === 'pbx1')?.state === 'up'
    })
    await pbx.play()
    const calls = async (): Promise<Interaction[]> => {
      const page = (await (await fetch(`${crm}/api/v1/interactions`, { headers })).json()) as { items: Interaction[] }
      return page.items
    }
    await until(async () => (await calls())[0]?.state === 'ended')
    t.match(await calls(), [{ outcome: 'answered', participants: [{}, { user: { name: 'Dave' } }] }])
    t.equal(pops.length, 1, 'one pop a person, over both gateways')

    await add('/forms', { key: 'order', name: 'Order' })
    await add('/lead-rules', { name: 'All', to: { users: [id] } })
    const post = (phone: string): Promise<Response> =>
      fetch(`${host}/f/order`, { method: 'POST', body: new URLSearchParams({ name: 'Olga', phone }) })
    await until(async () => (await post('89160000001')).status === 200)
    await until(() => pops.length === 2)
    await until(async () => /perezvon_bus_messages\{kind="lag"\} 0/.test(await (await fetch(`${crm}/metrics`)).text()))
    t.match(await (await fetch(desktop)).text(), /<div id="root">/)
  }
)
