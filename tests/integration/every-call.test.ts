import { setTimeout as passes } from 'node:timers/promises'
import t from 'tap'
import { createFramer } from '../../adapters/asterisk/frame.ts'
import { isWanted } from '../../adapters/asterisk/model/message.ts'
import { createModel, reduce } from '../../adapters/asterisk/model/reduce.ts'
import type { CallSnapshot } from '../../contracts/call.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import { createTraffic, LAB } from '../bench/traffic.ts'
import { type Hub, startHub } from '../hub.ts'
import { labYaml } from '../pbx/lab.ts'
import { startAmiPlayer } from '../simulators/ami-player.ts'
import { until } from '../until.ts'

const CALLS = Number(process.env['TRUTH_CALLS'] ?? 300)
const AT_ONCE = 40
const EVENTS_PER_TURN = 4

/** What a model of its own makes of the same stream: the last word of each call that is told. */
function createWitness() {
  const model = createModel(LAB)
  const last = new Map<string, CallSnapshot>()
  const framer = createFramer({
    maxBytes: 262_144,
    wants: isWanted,
    onFault: (fault, sample) => t.fail(`${fault}: ${sample}`),
    onMessage(message) {
      for (const { subject, snapshot } of reduce(model, message, Date.now())) {
        for (const gone of snapshot.merged) last.delete(gone)
        last.set(subject, snapshot)
      }
    }
  })
  framer.push(Buffer.from('Asterisk Call Manager/11.0.0\r\n'))
  return { last, hear: (text: string): void => framer.push(Buffer.from(text)) }
}

async function allInteractions(hub: Hub): Promise<Interaction[]> {
  const all: Interaction[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { body } = await hub.api<{ items: Interaction[]; nextCursor: string | null }>(
      'GET',
      `/interactions?limit=200${query}`
    )
    all.push(...body.items)
    cursor = body.nextCursor
  }
  return all
}

const seen = ({
  state,
  outcome,
  direction,
  startedAt,
  answeredAt,
  endedAt,
  talkSeconds,
  queue,
  line
}: CallSnapshot | Interaction) =>
  JSON.stringify({ state, outcome, direction, startedAt, answeredAt, endedAt, talkSeconds, queue, line })

t.test('whatever is told of hundreds of calls of every kind stands in the history, to the last word', async (t) => {
  const player = await startAmiPlayer({})
  t.teardown(() => player.close())
  const hub = await startHub(t, labYaml({ amiPort: player.port }))
  await until(() => player.actions.some((action) => action['action'] === 'ParkedCalls'), 60_000)
  await until(async () => {
    const { body } = await hub.api<{ adapters: { state: string }[] }>('GET', '/health')
    return body.adapters.every(({ state }) => state === 'up')
  }, 60_000)
  const witness = createWitness()
  const traffic = createTraffic(AT_ONCE, { noise: false })
  for (let isOver = false; !isOver; ) {
    for (let n = 0; n < EVENTS_PER_TURN && !isOver; n++) {
      const message = traffic.next(Date.now() * 1000)
      isOver = message === ''
      if (isOver) break
      witness.hear(message)
      player.send(message)
    }
    if (traffic.calls >= CALLS) traffic.finish()
    await passes(5)
  }
  const expected = new Map([...witness.last.values()].map((snapshot) => [snapshot.ids[0] ?? '', snapshot]))
  let all: Interaction[] = []
  const wrong = (): string[] => {
    const told = new Map(all.map((one) => [one.source.ids[0] ?? '', one]))
    return [...expected].flatMap(([id, snapshot]) => {
      const one = told.get(id)
      return one !== undefined && seen(one) === seen(snapshot)
        ? []
        : [`${id}: ${one ? seen(one) : 'nothing'}, not ${seen(snapshot)}`]
    })
  }
  await until(async () => {
    all = await allInteractions(hub)
    return wrong().length === 0
  }, 60_000).catch(() => undefined)
  t.same(wrong(), [])
  t.equal(all.length, expected.size, 'and nothing else does')
  if (wrong().length > 0) console.log(hub.log())
})
