import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createModel } from '../../adapters/asterisk/model/reduce.ts'
import { readRecording, recording } from '../../adapters/asterisk/replay.ts'
import { traceModel } from '../../adapters/asterisk/traced.ts'
import type { InteractionTrace, TraceItem } from '../../contracts/trace.ts'
import { isoOfMicroseconds } from '../kit/microseconds.ts'
import { replayFile } from './replay.ts'

/** The trace of a recorded call, as the API answers it. */
function traceOf(name: string): InteractionTrace {
  const items: TraceItem[] = []
  const model = createModel({
    ...{ source: 'asterisk:pbx1', endpoint: 'PJSIP/{extension}', trunks: ['PJSIP/trunk'], outboundPrefix: '9' }
  })
  const into = traceModel(model, {
    clock: { now: () => 1_700_000_000_000, after: () => () => undefined },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    count: () => undefined,
    trace: (_, { at, told, ...entry }) =>
      void items.push(structuredClone({ ...entry, at: isoOfMicroseconds(at), changes: [], told: [...told] }))
  })
  for (const message of readRecording(recording(name))) into.reduce(message, 0)
  return {
    ...{
      interaction: { id: '01890000-0000-7000-8000-000000000001' },
      masked: false,
      keptSince: null,
      nextCursor: null
    },
    ...{ source: { system: 'asterisk', instance: 'pbx1' }, items: items.sort((a, b) => a.sequence - b.sequence) }
  }
}

async function replay(t: Test, value: unknown): Promise<{ code: number; said: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'perezvon-replay-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'trace.json')
  await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value))
  const lines: string[] = []
  const code = await replayFile(file, (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}

t.test("a trace that today's model tells as it was told then is the same, in one page or several", async (t) => {
  const trace = traceOf('hold')
  const { code, said } = await replay(t, trace)
  t.equal(code, 0, said)
  t.match(said, /"outcome": "answered"/)
  t.match(said, / 0 differences now$/)
  const pages = [
    { ...trace, items: trace.items.slice(0, 9), nextCursor: '9' },
    { ...trace, items: trace.items.slice(9) }
  ]
  t.equal((await replay(t, pages)).code, 0)
})

t.test('whatever is told otherwise than it was is said, field by field', async (t) => {
  const trace = traceOf('inbound-phone')
  const item = trace.items.find(({ told }) => told[0]?.snapshot.state === 'connected')
  if (item?.told[0]) item.told[0].snapshot.state = 'held'
  const { code, said } = await replay(t, trace)
  t.equal(code, 1)
  t.match(said, /BridgeEnter: asterisk:pbx1:\S+: state: "held" then, "connected" now\n.* 1 differences now$/)
  const silent = trace.items.find(({ name }) => name === 'Newchannel')
  silent?.told.push({ ...(item?.told[0] as TraceItem['told'][number]) })
  t.match((await replay(t, trace)).said, /Newchannel: \S+ told call\.connected then, tells nothing now/)
})

t.test('what cannot be replayed is refused with the reason', async (t) => {
  const trace = traceOf('inbound-phone')
  const refused: [unknown, RegExp][] = [
    [{ ...trace, masked: true }, /masked: ask for it as a supervisor/],
    [{ ...trace, nextCursor: '5' }, /not the whole trace/],
    [{ ...trace, items: trace.items.slice(3) }, /the beginning of the trace is missing/],
    [{ ...trace, source: { system: 'nothing', instance: 'x' } }, /no replay for this system/],
    [{ items: [] }, /not a trace as the API answers it/],
    [[], /nothing in this trace/],
    ['{', /cannot replay/]
  ]
  for (const [value, why] of refused) {
    const { code, said } = await replay(t, value)
    t.equal(code, 2)
    t.match(said, why)
  }
  t.equal(await replayFile('/no/such/file', () => undefined), 2)
  t.equal(await replayFile(undefined, () => undefined), 2)
})
