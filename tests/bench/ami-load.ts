import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createClient } from 'redis'
import t, { type Test } from 'tap'
import type { ContactEvent } from '../../contracts/event.ts'
import { CONTACT_EVENTS } from '../../services/kit/streams.ts'
import { startPbx } from '../pbx/asterisk.ts'
import { labYaml } from '../pbx/lab.ts'
import { customerCalls, customerWaits } from '../pbx/sipp.ts'
import { freePort } from '../ports.ts'
import { freshRedis } from '../redis.ts'
import { startAmiPlayer } from '../simulators/ami-player.ts'
import { until } from '../until.ts'
import { machine, spread, table } from './figures.ts'
import { createTraffic } from './traffic.ts'

/**
 * What one busy Asterisk costs the adapter: the adapter's service in a process of its own, as in production, telling to a
 * durable Redis, fed with all that an Asterisk with everything switched on says. First by a manager socket that plays
 * recorded calls of a call centre's mix, 1,000 at once; then by a real Asterisk with its default `writetimeout`.
 */
const MAIN = fileURLToPath(new URL('../../services/hub/main.js', import.meta.url))
const PER_SECOND = Number(process.argv[2] ?? 8900)
const SECONDS = 25
const WARM_UP_SECONDS = 8
const AT_ONCE = 1000
const REAL_CALLS_PER_SECOND = Number(process.argv[3] ?? 25)
const TICKS_PER_SECOND = 100 // of /proc/*/stat

interface Host {
  /** Seconds of processor time so far. */
  cpu(): number
  /** Megabytes in memory. */
  memory(): number
  /** Milliseconds from the PBX's stamp to the event's being read from Redis. */
  readonly delays: number[]
  readonly types: Map<string, number>
  log(): string
}

/** Follows what the adapter tells, as the core would, and lets go of it. */
async function follow(t: Test, url: string, { delays, types }: Pick<Host, 'delays' | 'types'>): Promise<void> {
  const redis = await createClient({ url }).connect()
  let stopped = false
  t.teardown(() => {
    stopped = true
    redis.destroy()
  })
  const read = async (): Promise<void> => {
    for (let from = '0-0'; !stopped; ) {
      const [stream] = (await redis.xRead({ key: CONTACT_EVENTS, id: from }, { BLOCK: 1000, COUNT: 1000 })) ?? []
      for (const { id, message } of (stream as StreamRead | undefined)?.messages ?? []) {
        const event = JSON.parse(message['m'] ?? '') as ContactEvent
        delays.push(Date.now() - Date.parse(event.time))
        types.set(event.type, (types.get(event.type) ?? 0) + 1)
        from = id
      }
      if (stream) await redis.xTrim(CONTACT_EVENTS, 'MINID', from as never)
    }
  }
  void read().catch((err: Error) => stopped || console.log(err.message))
}
type StreamRead = { readonly messages: readonly { readonly id: string; readonly message: Record<string, string> }[] }

/** `npm run service -- adapter-host` for one Asterisk. */
async function startHost(t: Test, yaml: string): Promise<Host> {
  const dir = await mkdtemp(join(tmpdir(), 'perezvon-load-'))
  await writeFile(join(dir, 'hub.yaml'), yaml)
  const REDIS_URL = await freshRedis(t)
  const env = { HUB_CONFIG: join(dir, 'hub.yaml'), REDIS_URL, HUB_SERVICE_KEY: 'a-service-key-of-the-bench' }
  const settings = { PORT: String(await freePort()), HOST: '127.0.0.1', LOG_LEVEL: 'warn', DATA_DIR: dir }
  const words = [...(process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? []), MAIN, 'adapter-host']
  const child: ChildProcess = spawn(process.execPath, words, {
    env: { ...process.env, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data))
  t.teardown(async () => {
    const gone = once(child, 'exit')
    child.kill('SIGINT')
    await Promise.race([gone, sleep(5000, undefined, { ref: false })])
    child.kill('SIGKILL')
    await rm(dir, { recursive: true, force: true })
  })
  const heard = { delays: [], types: new Map<string, number>() }
  await follow(t, REDIS_URL, heard)
  return {
    ...heard,
    log: () => output,
    cpu() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
    },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024
  }
}

interface Sent {
  events: number
  /** Longest time that something was waiting to be taken, in milliseconds. */
  stall: number
  mostWaiting: number
}

interface Player {
  readonly waiting: number
  send(raw: string): void
}

/** Sends what is due, each event with a write of its own as a manager does, until told that it is enough. */
async function play(player: Player, next: (us: number) => string, enough: (sent: Sent) => boolean): Promise<Sent> {
  const sent = { events: 0, stall: 0, mostWaiting: 0 }
  const from = performance.now()
  let waitsSince: number | null = null
  while (!enough(sent)) {
    const now = performance.now()
    if (player.waiting === 0) waitsSince = null
    else {
      waitsSince ??= now
      sent.stall = Math.max(sent.stall, now - waitsSince)
      sent.mostWaiting = Math.max(sent.mostWaiting, player.waiting)
    }
    for (const due = ((now - from) / 1000) * PER_SECOND; sent.events < due; sent.events++) {
      const message = next(Date.now() * 1000)
      if (message === '') return sent
      player.send(message)
    }
    await sleep(2)
  }
  return sent
}

const share = (seconds: number, of: number): string => `${((100 * seconds) / of).toFixed(1)} %`
const rows: (string | number)[][] = []

function note(name: string, rate: string, cpu: string, host: Host, stall: string): void {
  const { n, p50, p99, max } = spread(host.delays)
  rows.push([name, rate, cpu, stall, n, p50, p99, max, Math.round(host.memory())])
}

await t.test('recorded calls', { timeout: 300_000 }, async (t) => {
  const player = await startAmiPlayer({})
  t.teardown(() => player.close())
  const host = await startHost(t, labYaml({ amiPort: player.port }))
  await until(() => player.actions.some((action) => action['action'] === 'ParkedCalls'), 30_000)
  const traffic = createTraffic(AT_ONCE)
  const forSeconds = (seconds: number) => (sent: Sent) => sent.events >= seconds * PER_SECOND
  await play(player, traffic.next, forSeconds(WARM_UP_SECONDS))
  host.delays.length = 0
  const [cpu, from] = [host.cpu(), performance.now()]
  const sent = await play(player, traffic.next, forSeconds(SECONDS))
  const took = (performance.now() - from) / 1000
  const rate = Math.round(sent.events / took).toLocaleString('en')
  const stall = `${Math.round(sent.stall)} ms, ${Math.round(sent.mostWaiting / 1024)} kB`
  note(`recorded, ${AT_ONCE} at once`, rate, share(host.cpu() - cpu, took), host, stall)
  traffic.finish()
  await play(player, traffic.next, () => false)
  const ended = (): number => host.types.get('call.ended') ?? 0
  await until(() => ended() >= traffic.endings, 20_000).catch(() => undefined)
  t.equal(ended(), traffic.endings, 'every call was told to its end')
  t.equal(player.actions.filter((action) => action['action'] === 'Login').length, 1, 'the link was never lost')
  console.log(host.log())
})

await t.test('a real Asterisk', { timeout: 300_000 }, async (t) => {
  const pbx = await startPbx(t)
  const host = await startHost(t, labYaml(pbx).replace('username: hub', 'username: hasty'))
  await until(async () => (await pbx.cli('manager show connected')).includes('hasty'), 30_000)
  const calls = SECONDS * REAL_CALLS_PER_SECOND
  await customerWaits(t, pbx, ['ring', 100, 'answer', 'await-bye'], calls)
  const [cpu, from] = [host.cpu(), performance.now()]
  const many = { calls, perSecond: REAL_CALLS_PER_SECOND }
  const steps = ['ringing', 'answered', 300, 'bye'] as const
  const sipp = await customerCalls(t, pbx, { to: '5550900', from: '84951234567', steps: [...steps] }, many)
  const code = await sipp.done
  const took = (performance.now() - from) / 1000
  if (code !== 0) console.log(`sipp ended with ${code}: not every call went as it should`)
  const used = host.cpu() - cpu
  await until(() => (host.types.get('call.ended') ?? 0) >= calls, 10_000).catch(() => undefined)
  note(`Asterisk 22, ${REAL_CALLS_PER_SECOND} calls/s`, 'not counted', share(used, took), host, 'not cut off')
  t.ok((host.types.get('call.ended') ?? 0) >= calls * 0.99, `${host.types.get('call.ended')} of ${calls} calls ended`)
  t.equal(host.types.get('feed.gap'), undefined, 'Asterisk never cut the link off')
  console.log(host.log())
})

console.log(`\n${machine()}; ${SECONDS} s; milliseconds from the PBX's stamp to the event's being read from Redis\n`)
const head = ['fed by', 'events/s', 'of a core', 'PBX waited at most', 'told', 'p50', 'p99', 'max', 'MB']
console.log(table(head, rows))
