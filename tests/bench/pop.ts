import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { io, type Socket } from 'socket.io-client'
import t from 'tap'
import { signIn, startHub } from '../hub.ts'
import { labYaml, untilConnected } from '../pbx/lab.ts'
import { freePort } from '../ports.ts'
import { type AmiPlayer, startAmiPlayer } from '../simulators/ami-player.ts'
import { until } from '../until.ts'
import { machine, type Spread, spread, table } from './figures.ts'
import { asCall, readRecording } from './ringing-calls.ts'

const CLIENTS = 200
const RATES = [
  [1, 30],
  [10, 15],
  [50, 15]
] as const
const FIRST_EXTENSION = 1000
/** Calls a second, and for how many seconds: a hub at work is warm at its rate, also its compiler. */
const WARM_UP = [50, 10] as const

interface Peer {
  readonly name: string
  readonly ami: AmiPlayer
  readonly sockets: readonly Socket[]
}

const recording = readRecording()
const rungAt = new Map<string, number>()
const latencies: number[] = []
let serial = Math.floor(Date.now() / 1000) % 100_000_000

function hear(socket: Socket): void {
  socket.on('screen-pop', (pop: { interaction: { source: { ids: string[] } } }) => {
    const id = pop.interaction.source.ids.find((known) => rungAt.has(known))
    const at = id === undefined ? undefined : rungAt.get(id)
    if (id !== undefined && at !== undefined) latencies.push(performance.now() - at)
    if (id !== undefined) rungAt.delete(id)
  })
}

/** One call as a PBX tells it: set up, rings for 0.4 s, talks for 0.6 s. */
async function oneCall({ ami }: Peer): Promise<void> {
  serial += 1
  const own = serial
  const say = (text: string): void => ami.send(asCall(text, own, String(FIRST_EXTENSION + (own % CLIENTS))))
  say(recording.before)
  await sleep(20)
  const id = /\r\nLinkedid: (\S+)/.exec(asCall(recording.rings, own, '0'))?.[1] ?? ''
  rungAt.set(id, performance.now())
  say(recording.rings)
  await sleep(400)
  say(recording.answered)
  await sleep(600)
  say(recording.ended)
}

async function measure(peer: Peer, perSecond: number, seconds: number): Promise<Spread> {
  latencies.length = 0
  rungAt.clear()
  const calls: Promise<void>[] = []
  const total = perSecond * seconds
  const from = performance.now()
  for (let n = 0; n < total; n++) {
    await sleep(Math.max(0, from + (n * 1000) / perSecond - performance.now()))
    calls.push(oneCall(peer))
  }
  await Promise.all(calls)
  await until(() => latencies.length === total, 10_000).catch(() => {})
  if (latencies.length !== total) console.log(`${peer.name}: ${total - latencies.length} of ${total} pops did not come`)
  return spread(latencies)
}

async function connectAll(open: (extension: number) => Promise<Socket>): Promise<Socket[]> {
  const sockets: Socket[] = []
  for (let n = 0; n < CLIENTS; n++) {
    const socket = await open(FIRST_EXTENSION + n)
    hear(socket)
    sockets.push(socket)
  }
  await until(() => sockets.every((socket) => socket.connected), 30_000)
  return sockets
}

async function openFloor(): Promise<Peer & { readonly child: ChildProcess }> {
  const ami = await startAmiPlayer({})
  const port = await freePort()
  const child = fork(fileURLToPath(new URL('./floor.js', import.meta.url)), [String(ami.port), String(port)])
  await new Promise((resolve) => child.once('message', resolve))
  const sockets = await connectAll(async (extension) =>
    io(`http://127.0.0.1:${port}`, {
      path: '/realtime',
      transports: ['websocket'],
      auth: { extension },
      forceNew: true
    })
  )
  return { name: 'floor', ami, sockets, child }
}

await t.test('pop', { timeout: 600_000 }, async (t) => {
  const ami = await startAmiPlayer({})
  t.teardown(() => ami.close())
  const hub = await startHub(t, labYaml({ amiPort: ami.port }), { LOG_LEVEL: 'warn' })
  await untilConnected(hub)
  const sockets = await connectAll(async (extension) => {
    const login = `agent${extension}`
    const user = {
      login,
      name: `Agent ${extension}`,
      role: 'agent',
      extensions: [String(extension)],
      password: `${login}-password`
    }
    await hub.api('POST', '/users', user)
    const { cookie } = await signIn(hub.url, login, user.password)
    return io(hub.url, { path: '/realtime', transports: ['websocket'], extraHeaders: { cookie }, forceNew: true })
  })
  await hub.api('POST', '/contacts', { displayName: 'Ann Smith', phones: [{ number: '+79161234567' }] })
  const floor = await openFloor()
  t.teardown(() => {
    floor.child.kill()
    void floor.ami.close()
    for (const socket of [...sockets, ...floor.sockets]) socket.close()
  })
  const peers: Peer[] = [floor, { name: 'Perezvon', ami, sockets }]
  for (const peer of peers) await measure(peer, ...WARM_UP)
  const rows: (string | number)[][] = []
  for (const [perSecond, seconds] of RATES) {
    const [low, ours] = [await measure(floor, perSecond, seconds), await measure(peers[1] as Peer, perSecond, seconds)]
    const ms = (value: number): string => value.toFixed(2)
    for (const [name, s] of [
      ['floor', low],
      ['Perezvon', ours]
    ] as const) {
      rows.push([
        perSecond,
        name,
        s.n,
        ms(s.p50),
        ms(s.p95),
        ms(s.p99),
        ms(s.max),
        name === 'floor' ? '1' : (s.p50 / low.p50).toFixed(1)
      ])
    }
  }
  console.log(`\n${machine()}; ${CLIENTS} clients; milliseconds from the AMI event's write to the pop at its client\n`)
  console.log(table(['calls/s', 'what', 'pops', 'p50', 'p95', 'p99', 'max', "× the floor's p50"], rows))
  t.ok(rows.length === RATES.length * 2, 'measured')
})
