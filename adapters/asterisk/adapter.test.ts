import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Value } from 'typebox/value'
import type { Adapter } from '../../contracts/adapter.ts'
import type { MakeCall } from '../../contracts/command.ts'
import type { CallEvent, ContactEvent } from '../../contracts/event.ts'
import { type AmiAction, eventsOf, startAmiPlayer } from '../../tests/simulators/ami-player.ts'
import { until } from '../../tests/until.ts'
import manifest from './index.ts'
import { recordingsFolder } from './replay.ts'
import { type TestContext, testContext } from './test-context.ts'

const file = (name: string) => join(recordingsFolder(), `${name}.ami`)
const started = async (host: TestContext): Promise<Adapter> => {
  const adapter = manifest.create(host.context)
  await adapter.start(new AbortController().signal)
  return adapter
}
const isCall = (event: ContactEvent): event is CallEvent => event.type !== 'feed.gap'
const calls = (host: TestContext): CallEvent[] => host.events.filter(isCall)

t.test('unknown keys of the configuration are refused', async (t) => {
  const good = testContext(1).context.config
  t.ok(Value.Check(manifest.config, good))
  t.notOk(Value.Check(manifest.config, { ...good, colour: 'red' }))
  t.notOk(Value.Check(manifest.config, { ...good, ami: { ...good.ami, secret: 'a\r\nb' } }))
  t.notOk(Value.Check(manifest.config, { ...good, endpoint: 'PJSIP/101' }))
  t.notOk(Value.Check(manifest.config, { ...good, outboundPrefix: '9\r\n' }))
})

t.test('a recorded call played over a socket is told event by event, and nothing is remembered after it', async (t) => {
  const player = await startAmiPlayer({ file: file('queue-answered'), pace: 'fast' })
  const host = testContext(player.port)
  const adapter = await started(host)
  await player.play()
  await until(() => host.events.some((event) => event.type === 'call.ended'))
  const types = calls(host).map((event) => event.type)
  t.strictSame(types.slice(0, 2), ['call.initiated', 'call.queued'])
  for (const event of calls(host)) t.equal(event.id, `${event.subject}@${event.data.version}`)
  await adapter.stop()
  t.strictSame([...host.state.keys()], ['link'])
  await player.close()
})

t.test('a played recording can be played again as another call', async (t) => {
  const player = await startAmiPlayer({ file: file('inbound-phone'), pace: 'fast', rebase: true })
  const host = testContext(player.port)
  const adapter = await started(host)
  await player.play()
  await player.play()
  await until(() => host.events.filter((event) => event.type === 'call.ended').length === 2)
  t.equal(new Set(calls(host).map((event) => event.subject)).size, 2)
  t.ok(Math.abs(Date.parse(host.events[0]?.time ?? '') - Date.now()) < 60_000)
  await adapter.stop()
  await player.close()
})

t.test('garbage, an unknown event and 1 MB in a header are counted and skipped', async (t) => {
  const player = await startAmiPlayer({ file: file('inbound-phone'), pace: 'fast' })
  const host = testContext(player.port)
  const adapter = await started(host)
  player.send(
    `no header at all\r\n\r\nEvent: NeverSeen\r\nX: 1\r\n\r\nEvent: Newchannel\r\nY: ${'y'.repeat(1_048_576)}\r\n\r\n`
  )
  await player.play()
  await until(() => host.events.some((event) => event.type === 'call.ended'))
  t.equal(host.counts.get('malformed_messages'), 1)
  t.equal(host.counts.get('oversized_messages'), 1)
  t.equal(host.counts.get('unknown_events'), 1)
  await adapter.stop()
  await player.close()
})

const HALF = 16
async function halfACall(state: Map<string, unknown>) {
  const messages = eventsOf(readFileSync(file('inbound-phone'), 'utf8'))
  const answered = messages.findIndex((message) => message.startsWith('Event: BridgeEnter')) + HALF
  const player = await startAmiPlayer({ messages: messages.slice(0, answered), pace: 'fast' })
  const host = testContext(player.port, {}, state)
  const adapter = await started(host)
  await player.play()
  await until(() => calls(host).some((event) => event.data.state === 'connected'))
  return { player, host, adapter }
}

t.test('a call that is gone when the link is back ends with link-lost and an estimated end', async (t) => {
  const { player, host, adapter } = await halfACall(new Map())
  player.drop()
  await until(() => host.events.some((event) => event.type === 'call.ended'))
  const ended = calls(host).at(-1)
  t.equal(ended?.data.outcome, 'answered')
  t.equal(ended?.data.reason, 'link-lost')
  t.strictSame(ended?.data.estimated, ['endedAt', 'leftAt', 'talkSeconds'])
  const gap = host.events.find((event) => event.type === 'feed.gap')
  t.match(gap?.data, { calls: [ended?.subject] }, 'it speaks for that call itself')
  t.ok(Number(gap?.data.version) <= (Date.parse(gap?.time ?? '') - 1_000) * 1_000, 'and not for what has just begun')
  await adapter.stop()
  await player.close()
})

t.test(
  'an adapter that was killed knows its calls again and mends them under the same subject, with newer versions',
  async (t) => {
    const state = new Map<string, unknown>()
    const { player, host, adapter: killed } = await halfACall(state)
    await until(() => [...state.keys()].some((key) => key.startsWith('call:')))
    const before = calls(host).at(-1)
    // no stop(): this is what kill -9 leaves
    await player.close()
    const next = await startAmiPlayer({})
    const again = testContext(next.port, {}, new Map(state))
    const adapter = await started(again)
    await until(() => again.events.some((event) => event.type === 'call.ended'))
    const ended = calls(again).at(-1)
    t.equal(ended?.subject, before?.subject)
    t.ok((ended?.data.version ?? 0) > (before?.data.version ?? 0))
    await adapter.stop()
    t.strictSame([...again.state.keys()], ['link'])
    await killed.stop()
    await next.close()
  }
)

const CHANNELS = [
  'Channel: PJSIP/trunk-1\r\nChannelState: 6\r\nCallerIDNum: 79160000001\r\nExten: 5550100\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nApplication: Queue\r\nApplicationData: sales,t,,,30\r\nDuration: 00:00:20\r\nBridgeId: b1',
  'Channel: PJSIP/101-2\r\nChannelState: 6\r\nCallerIDNum: 101\r\nExten: s\r\nUniqueid: 1.2\r\nLinkedid: 1.1\r\nApplication: AppQueue\r\nDuration: 00:00:10\r\nBridgeId: b1'
]
t.test('a call that began while nobody listened is found', async (t) => {
  const player = await startAmiPlayer({
    answer(action) {
      if (action['action'] !== 'CoreShowChannels') return undefined
      return [
        'Response: Success\r\nEventList: start',
        ...CHANNELS.map((one) => `Event: CoreShowChannel\r\n${one}`),
        'Event: X\r\nEventList: Complete'
      ]
    }
  })
  const host = testContext(player.port)
  const adapter = await started(host)
  await until(() => host.events.length > 0)
  t.equal(host.events.length, 1)
  const { data } = calls(host)[0] as CallEvent
  t.strictSame(
    [data.direction, data.state, data.remote.raw, data.line],
    ['inbound', 'connected', '79160000001', '5550100']
  )
  t.strictSame(
    data.participants.map((one) => [one.address, one.via, one.state]),
    [
      ['79160000001', 'dial', 'connected'],
      ['101', 'queue', 'connected']
    ]
  )
  t.strictSame([...data.estimated].sort(), ['answeredAt', 'startedAt', 'talkSeconds', 'waitSeconds'])
  await adapter.stop()
  await player.close()
})

const make = (more: Partial<MakeCall['data']> = {}, expiresInMs = 10_000): MakeCall => ({
  id: 'command-1',
  instance: 'pbx1',
  type: 'call.make',
  issuedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + expiresInMs).toISOString(),
  data: {
    subject: 'asterisk:pbx1:ctc-1',
    from: { extension: '101', name: 'Alice' },
    to: { kind: 'external', digits: '79161234567', name: 'Ann "A" <1>' },
    ...more
  }
})

async function commanded(answer?: (action: AmiAction) => readonly string[] | undefined) {
  const player = await startAmiPlayer({
    answer: (action) => (action['action'] === 'Originate' ? answer?.(action) : undefined)
  })
  const host = testContext(player.port)
  return { player, host, adapter: await started(host) }
}
const LEG = 'Channel: PJSIP/101-1\r\nUniqueid: ctc-1\r\nLinkedid: ctc-1\r\n'
const DIALLED = `Event: Newchannel\r\n${LEG}ChannelState: 0\r\nExten: s\r\n\r\nEvent: DialBegin\r\nDestChannel: PJSIP/101-1\r\nDestUniqueid: ctc-1\r\nDestLinkedid: ctc-1\r\n\r\n`

t.test('call.make originates with our channel id and answers when the phone rings', async (t) => {
  const { player, host, adapter } = await commanded()
  const outcome = adapter.handle?.(make())
  const again = adapter.handle?.(make())
  await until(() => player.actions.some((action) => action['action'] === 'Originate'))
  player.send(`${DIALLED}Event: Newstate\r\n${LEG}ChannelState: 5\r\n\r\n`)
  t.strictSame(await outcome, { status: 'done' })
  t.strictSame(await again, { status: 'done' })
  const originates = player.actions.filter((action) => action['action'] === 'Originate')
  t.equal(originates.length, 1, 'the same request twice is one call')
  t.match(originates[0], {
    channel: 'PJSIP/101',
    exten: '979161234567',
    context: 'internal',
    channelid: 'ctc-1',
    async: 'true'
  })
  t.equal(originates[0]?.['callerid'], '"Ann  A   1" <79161234567>')
  await until(() => player.actions.some((action) => action['action'] === 'Setvar'))
  t.equal(calls(host)[0]?.subject, 'asterisk:pbx1:ctc-1')
  await adapter.stop()
  await player.close()
})

t.test('call.make says why the phone did not take the call', async (t) => {
  for (const [cause, reason] of [
    ['17', 'phone-busy'],
    ['21', 'phone-declined'],
    ['20', 'phone-unreachable']
  ] as const) {
    const { player, adapter } = await commanded()
    const outcome = adapter.handle?.(make())
    await until(() => player.actions.some((action) => action['action'] === 'Originate'))
    player.send(`${DIALLED}Event: Hangup\r\n${LEG}Cause: ${cause}\r\n\r\n`)
    t.match(await outcome, { status: 'refused', reason })
    await adapter.stop()
    await player.close()
  }
})

t.test('call.make is refused, expired or not possible without ringing anybody', async (t) => {
  const denied = await commanded(() => ['Response: Error\r\nMessage: Permission denied'])
  t.match(await denied.adapter.handle?.(make()), { status: 'refused', reason: 'not-permitted' })
  await until(() => calls(denied.host).some((event) => event.type === 'call.ended'))
  t.strictSame(await denied.adapter.handle?.(make({}, -1)), { status: 'expired' })
  const injected = make({ subject: 'asterisk:pbx1:x\r\nAction: Logoff' })
  t.match(await denied.adapter.handle?.(injected), { status: 'refused' })
  await denied.adapter.stop()
  t.match(await denied.adapter.handle?.(make()), { status: 'refused', reason: 'link-lost' })
  await denied.player.close()
})

t.test('after stop nothing is emitted, and stop twice is fine', async (t) => {
  const player = await startAmiPlayer({ file: file('hold'), pace: 20 })
  const host = testContext(player.port)
  const adapter = await started(host)
  const playing = player.play()
  await until(() => host.events.length > 0)
  await adapter.stop()
  await adapter.stop()
  const told = host.events.length
  await playing
  t.equal(host.events.length, told)
  await player.close()
})

t.test('a PBX without timestampevents or rights is said to be degraded, and why', async (t) => {
  const player = await startAmiPlayer({
    answer: (action) => (action['action'] === 'ListCommands' ? ['Response: Success\r\nPing: x'] : undefined)
  })
  const host = testContext(player.port)
  const adapter = await started(host)
  player.send('Event: Hangup\r\nUniqueid: 1.1\r\n\r\n')
  await until(() => /timestampevents = yes/.test(host.health.at(-1)?.summary ?? ''))
  t.equal(host.health.at(-1)?.state, 'degraded')
  t.match(host.health.at(-1)?.summary, /click-to-call is not possible \(write = originate\)/)
  await adapter.stop()
  await player.close()
})

t.test('a PBX that is still booting when the link comes up is well once its modules are there', async (t) => {
  let asked = 0
  const player = await startAmiPlayer({
    answer(action) {
      if (action['action'] !== 'ListCommands') return undefined
      asked += 1
      return asked === 1 ? ['Response: Success\r\nPing: x'] : undefined
    }
  })
  const host = testContext(player.port)
  const adapter = await started(host)
  await until(() => host.health.at(-1)?.state === 'degraded')
  await until(() => host.health.at(-1)?.state === 'up')
  t.ok(asked >= 2)
  await adapter.stop()
  await player.close()
})
