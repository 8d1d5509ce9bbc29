import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { eventsOf, startAmiPlayer } from '../../tests/simulators/ami-player.ts'
import { until } from '../../tests/until.ts'
import { createEngine } from './engine.ts'
import { LINK_TIMES } from './link.ts'
import { recordingsFolder } from './replay.ts'
import { type TestContext, testContext } from './test-context.ts'

const file = (name: string) => join(recordingsFolder(), `${name}.ami`)
const eventsIn = (name: string) => eventsOf(readFileSync(file(name), 'utf8')).map((message) => `${message}\r\n\r\n`)

async function started(host: TestContext) {
  const engine = createEngine(host.context, { ...LINK_TIMES, pingEveryMs: 20 })
  await engine.start(new AbortController().signal)
  return engine
}
const ended = (host: TestContext) => host.events.filter((event) => event.type === 'call.ended')

t.test('a stream that is cut in the middle of a header leaves nothing in the one that follows', async (t) => {
  const player = await startAmiPlayer({ file: file('inbound-phone'), pace: 'fast' })
  const host = testContext(player.port)
  const engine = await started(host)
  player.send('Event: Newchannel\r\nChannel: PJSIP/trunk-00000009\r\nChannelState: 4\r\nUniqueid: 1.9\r\nLinked')
  player.drop()
  await until(() => host.events.some((event) => event.type === 'feed.gap') && player.sessions === 1)
  await player.play()
  await until(() => ended(host).length === 1)
  t.notOk(host.events.some((event) => event.subject === 'asterisk:pbx1:1.9'))
  t.equal(host.counts.get('malformed_messages'), undefined)
  await engine.stop()
  await player.close()
})

t.test('two PBXs with the same unique ids tell of two calls', async (t) => {
  const player = await startAmiPlayer({ file: file('inbound-phone'), pace: 'fast' })
  const hosts = ['pbx1', 'pbx2'].map((instance) => {
    const host = testContext(player.port)
    return { ...host, context: { ...host.context, instance } }
  })
  const engines = await Promise.all(hosts.map(started))
  await player.play()
  await until(() => hosts.every((host) => ended(host).length === 1))
  const [one, two] = hosts.map((host) => ended(host)[0])
  t.equal(one?.subject.replace('pbx1', 'pbx2'), two?.subject)
  t.not(one?.id, two?.id)
  t.not(one?.source, two?.source)
  for (const engine of engines) await engine.stop()
  await player.close()
})

t.test('a flood of events that nobody reads is counted, and the calls between are told', async (t) => {
  const player = await startAmiPlayer({ file: file('inbound-phone'), pace: 'fast' })
  const host = testContext(player.port)
  const engine = await started(host)
  const flood = 'Event: TestEvent\r\nType: X\r\n\r\nEvent: VarSet\r\nVariable: A\r\nValue: B\r\n\r\n'.repeat(20_000)
  player.send(flood)
  await player.play()
  player.send(flood)
  await until(() => ended(host).length === 1)
  await until(() => (host.counts.get('skipped_events') ?? 0) >= 80_000)
  t.equal(host.counts.get('links_lost'), undefined)
  await engine.stop()
  await player.close()
})

t.test('a clock of the PBX that is set back is counted, and the call is told with estimated times', async (t) => {
  const player = await startAmiPlayer({})
  const host = testContext(player.port)
  const engine = await started(host)
  const messages = eventsIn('inbound-phone')
  const half = messages.findIndex((message) => message.startsWith('Event: BridgeEnter')) + 10
  player.send(messages.slice(0, half).join(''))
  const back = (_: string, name: string, seconds: string) => `${name}${Number(seconds) - 3600}`
  player.send(
    messages
      .slice(half)
      .join('')
      .replace(/(\r\nTimestamp: )(\d+)/g, back)
  )
  await until(() => ended(host).length === 1)
  t.equal(host.counts.get('clock_jumps'), 1)
  t.match(ended(host)[0]?.data, { outcome: 'answered', estimated: ['startedAt', 'answeredAt'] })
  await engine.stop()
  await player.close()
})

t.test('what waited while the PBX was asked is taken in its order', async (t) => {
  const player = await startAmiPlayer({})
  const host = testContext(player.port)
  const engine = await started(host)
  const once = eventsIn('queue-answered').join('')
  const many = Array.from({ length: 40 }, (_, play) =>
    once.replace(/\b(1\d{9})\.(\d{1,5})\b(?!\d)/g, `${1_700_000_000 + play}.$2`)
  )
  player.drop()
  await until(() => host.counts.get('links_lost') === 1 && player.sessions === 1)
  player.send(many.join(''))
  await until(() => ended(host).length === 40)
  t.strictSame([...new Set(ended(host).map(({ data }) => ('outcome' in data ? data.outcome : null)))], ['answered'])
  await engine.stop()
  await player.close()
})
