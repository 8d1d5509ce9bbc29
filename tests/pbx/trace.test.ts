import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Interaction } from '../../contracts/interaction.ts'
import type { InteractionTrace } from '../../contracts/trace.ts'
import { replayFile } from '../../services/adapter-host/app.ts'
import type { Hub } from '../hub.ts'
import { until } from '../until.ts'
import { asteriskLauncher } from './asterisk.ts'
import { openLab, untilConnected } from './lab.ts'
import { startPhone } from './phone.ts'
import { customerCalls } from './sipp.ts'

const skip = asteriskLauncher ? false : 'no Asterisk here: see the first lines of `npm test`'
const OLGA = '84951234567'

/** The whole trace of a call that is over: its end is there a moment after the end itself. */
async function traceOf(hub: Hub, id: string): Promise<InteractionTrace> {
  let trace: InteractionTrace | undefined
  await until(async () => {
    trace = (await hub.api<InteractionTrace>('GET', `/interactions/${id}/trace?limit=2000`)).body
    return trace.items.some(({ told }) => told.some(({ type }) => type === 'call.ended'))
  }, 60_000)
  return trace as InteractionTrace
}

/** Replays it against the code of this checkout; answers the exit code and what was said. */
async function replay(t: Test, trace: InteractionTrace): Promise<{ code: number; said: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'perezvon-trace-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'trace.json')
  await writeFile(file, JSON.stringify(trace))
  const lines: string[] = []
  const code = await replayFile(file, (line) => lines.push(line))
  return { code, said: lines.slice(-20).join('\n') }
}

const ended = (interaction: Interaction): boolean => interaction.state === 'ended'

t.test(
  'why a call looks as it does: every message in order, what it changed, and the same again on replay',
  { skip },
  async (t) => {
    const { pbx, hub } = await openLab(t)
    const anna = await hub.agent(t, 'anna', '101')
    const phone = await startPhone(t, pbx, '101')
    await customerCalls(t, pbx, { to: '5550300', from: OLGA, steps: ['answered', 'await-bye'] })
    const { interaction } = await anna.hears('screen-pop')
    await phone.answer()
    await anna.hears('interaction', (i: Interaction) => i.state === 'connected')
    await phone.hangUp()
    const end: Interaction = await anna.hears('interaction', ended)

    const trace = await traceOf(hub, interaction.id)
    t.match(trace, { masked: false, source: { system: 'asterisk', instance: 'pbx1' }, nextCursor: null })
    const names = trace.items.map(({ name }) => name)
    t.equal(names[0], 'hub.yaml')
    t.equal(names[1], 'Newchannel')
    t.equal(names.at(-1), 'Hangup')
    for (const name of ['DialBegin', 'Newstate', 'DialEnd', 'BridgeEnter', 'BridgeLeave'])
      t.ok(names.includes(name), name)
    const moments = trace.items.map(({ at }) => at)
    t.same(moments, [...moments].sort(), 'in the order in which the PBX said it')
    const states = trace.items.flatMap(({ changes }) =>
      changes.filter(({ field }) => field === 'state').map(({ to }) => to)
    )
    t.same(states.slice(-2), ['connected', 'ended'])
    const last = trace.items.flatMap(({ told }) => told).at(-1)?.snapshot
    t.equal(last?.talkSeconds, end.talkSeconds)
    t.equal(last?.endedAt, end.endedAt)

    const masked = await hub.api<InteractionTrace>('GET', `/interactions/${interaction.id}/trace`, undefined, {
      authorization: '',
      cookie: anna.cookie
    })
    t.equal(masked.status, 200)
    t.match(masked.body, { masked: true })
    t.equal(masked.body.items.length, trace.items.length)
    t.notMatch(JSON.stringify(masked.body), /4951234567/)

    const { code, said } = await replay(t, trace)
    t.equal(code, 0, said)
  }
)

t.test('a call over a hub that was killed in its middle says so, and replays', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t)
  const anna = await hub.agent(t, 'anna', '101')
  const phone = await startPhone(t, pbx, '101')
  await customerCalls(t, pbx, { to: '5550300', from: OLGA, steps: ['answered', 'await-bye'] })
  const { interaction } = await anna.hears('screen-pop')
  await phone.answer()
  await anna.hears('interaction', (i: Interaction) => i.state === 'connected')
  await until(async () =>
    (await hub.api<InteractionTrace>('GET', `/interactions/${interaction.id}/trace`)).body.items.some(({ changes }) =>
      changes.some(({ to }) => to === 'connected')
    )
  )
  await hub.kill()
  await hub.start()
  await untilConnected(hub)
  await phone.hangUp()
  const trace = await traceOf(hub, interaction.id)
  const kinds = trace.items.map(({ kind }) => kind).filter((kind) => kind !== 'message')
  t.same(kinds.slice(0, 4), ['settings', 'settings', 'restored', 'picture'])
  const { code, said } = await replay(t, trace)
  t.equal(code, 0, said)
})

t.test('a click-to-call begins with what was asked for, and replays', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t)
  const anna = await hub.agent(t, 'anna', '101')
  const [own, other] = [await startPhone(t, pbx, '101'), await startPhone(t, pbx, '102')]
  const { body } = await hub.api<{ interaction: { id: string } }>(
    'POST',
    '/calls',
    { to: '102' },
    { authorization: '', cookie: anna.cookie }
  )
  await own.answer()
  await other.answer()
  await anna.hears('interaction', (i: Interaction) => i.state === 'connected')
  await own.hangUp()
  const trace = await traceOf(hub, body.interaction.id)
  t.equal(trace.items[0]?.kind, 'expected')
  const { code, said } = await replay(t, trace)
  t.equal(code, 0, said)
})

t.test('npm run replay ends with 2 and says why when there is nothing to replay', async (t) => {
  const child = spawn('npm', ['run', '-s', 'replay', '--', '/no/such/trace.json'], {
    stdio: ['ignore', 'pipe', 'ignore']
  })
  let said = ''
  child.stdout.on('data', (data) => (said += data))
  const code = await new Promise((resolve) => child.once('close', resolve))
  t.equal(code, 2)
  t.match(said, /cannot replay: .*no such file/)
})
