import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { readRecording, recordingsFolder, replay } from '../replay.ts'
import { mend } from './mend.ts'
import type { AmiMessage } from './message.ts'
import { recordOf, restore } from './record.ts'
import { createModel } from './reduce.ts'

const LAB = { source: 'asterisk:pbx1', endpoint: 'PJSIP/{extension}', trunks: ['PJSIP/trunk'], outboundPrefix: '9' }

/** What Asterisk 22 said while a row of tests/pbx/calls was played. */
const messagesOf = (row: string): AmiMessage[] =>
  readRecording(gunzipSync(readFileSync(join(recordingsFolder(), '22', `${row}.ami.gz`))))

const isHangup = (message: AmiMessage, endpoint: string): boolean =>
  message['event'] === 'Hangup' && message['channel']?.startsWith(`${endpoint}-`) === true

t.test('a channel that the PBX keeps although its phone has hung up keeps neither person nor call', async (t) => {
  // Asterisk 16 was seen to do so when a phone hung up while its call was being parked.
  const all = messagesOf('park-refer')
  const lost = all.findIndex((message) => isHangup(message, 'PJSIP/101'))
  const model = createModel(LAB)
  const outputs = replay(
    model,
    all.filter((_, place) => place !== lost)
  )
  const parked = outputs.find(({ snapshot }) => snapshot.participants.some((one) => one.leftAt !== null))
  t.match(parked?.snapshot, { state: 'held', participants: [{ state: 'held' }, { address: '101', state: 'null' }] })
  const ends = outputs.filter(({ type }) => type === 'call.ended')
  t.match(ends, [{ snapshot: { outcome: 'answered', participants: [{}, { talkSeconds: Number }, {}] } }])
  t.equal(model.channels.size + model.calls.size, 0, 'nothing stays behind')
  t.strictSame(replay(model, all.slice(lost, lost + 1)), [], 'its hang-up, should it come, says nothing')
})

t.test('a transfer of which two events tell is one, whichever comes first', async (t) => {
  const all = messagesOf('blind-queue')
  const [told, joined] = ['BlindTransfer', 'QueueCallerJoin'].map((event) => all.find((one) => one['event'] === event))
  if (told === undefined || joined === undefined) return t.fail('the recording has both')
  const others = all.filter((one) => one !== told && one !== joined)
  const place = others.findIndex((one) => one['event'] === 'BridgeLeave') + 1
  for (const pair of [
    [told, joined],
    [joined, told]
  ]) {
    const outputs = replay(createModel(LAB), [...others.slice(0, place), ...pair, ...others.slice(place)])
    const transfers = outputs.at(-1)?.snapshot.transfers.map(({ kind, by, to }) => [kind, by, to])
    t.strictSame(transfers, [['blind', '101', '610']], pair.map((one) => one['event']).join(', '))
  }
})

t.test('a phone that the PBX rings again for a call it handed over is in that call before it answers', async (t) => {
  const all = messagesOf('blonde-recall')
  const outputs = replay(createModel(LAB), all)
  t.equal(new Set(outputs.map(({ subject }) => subject)).size, 1, 'no call of its own is told')
  const rung = outputs.filter(({ snapshot }) =>
    snapshot.participants.some((p) => p.address === '101' && p.state === 'alerting')
  )
  t.match(rung.at(-1)?.snapshot, { state: 'alerting', direction: 'inbound', transfers: [{ kind: 'blonde' }] })
})

t.test(
  'an adapter that was killed after a call was handed over unseen knows the phone that the PBX rings again',
  async (t) => {
    const all = messagesOf('blonde-recall')
    const handed = all.findIndex((one) => one['event'] === 'AttendedTransfer') + 1
    const before = createModel(LAB)
    replay(before, all.slice(0, handed))
    const next = createModel(LAB)
    for (const call of new Set(before.calls.values())) restore(next, JSON.parse(JSON.stringify(recordOf(call))))
    const outputs = replay(next, all.slice(handed))
    t.equal(new Set(outputs.map(({ subject }) => subject)).size, 1, 'no call of its own is told')
    t.match(outputs.at(-1)?.snapshot, replay(createModel(LAB), all).at(-1)?.snapshot)
  }
)

t.test('whom the PBX sends away as busy did not give up, whichever event comes first', async (t) => {
  // Asterisk 16 was seen to tell of the hang-up before it told of the state.
  const all = messagesOf('inbound-told-congestion')
  const told = all.findIndex((one) => one['event'] === 'Newstate' && one['channelstate'] === '7')
  const left = all.findIndex((one) => one['event'] === 'HangupRequest')
  const [state, request] = [all[told], all[left]]
  if (left !== told + 1 || state === undefined || request === undefined) return t.fail('the one follows the other')
  const swapped = [...all.slice(0, told), { ...request, channelstate: '4' }, state, ...all.slice(left + 1)]
  const end = replay(createModel(LAB), swapped).at(-1)?.snapshot
  t.match(end, { state: 'ended', outcome: 'failed', reason: 'congestion' })
})

t.test('a Local pair that was optimised away while nobody listened has cost nobody any of their talk', async (t) => {
  const all = messagesOf('consult-three')
  const lost = all.findIndex((one) => one['channel'] === 'PJSIP/102-00000019' && one['event'] === 'BridgeLeave')
  const back = all.findIndex(
    (one, place) => place > lost && one['event'] === 'BridgeLeave' && one['channel']?.startsWith('PJSIP/101')
  )
  const optimised = Math.round(Number(all[lost]?.['timestamp']) * 1_000_000)
  const [lastSeen, now] = [optimised - 300_000, Math.round(Number(all[back]?.['timestamp']) * 1_000_000) - 1_000]
  const model = createModel(LAB)
  replay(model, all.slice(0, lost))
  const bridge = [...model.channels.values()].find(({ endpoint }) => endpoint === 'PJSIP/trunk')?.bridge?.id ?? ''
  const channels = [...model.channels.values()]
    .filter(({ kind }) => kind !== 'local')
    .map(({ id, name, linkedid, participant }) => {
      const start = name.startsWith('PJSIP/102') ? optimised : (participant?.offeredAt ?? 0)
      const message = { event: 'CoreShowChannel', channel: name, channelstate: '6', uniqueid: id, linkedid }
      return {
        message,
        seconds: 3,
        bridge,
        memory: { start, answer: start, onHold: false, dialled: null, sentBy: null }
      }
    })
  mend(model, { channels, bridges: [], waiting: [], parked: [] }, now, lastSeen)
  const told = replay(model, all.slice(back)).at(-1)?.snapshot
  const whole = replay(createModel(LAB), all).at(-1)?.snapshot
  const talk = (snapshot: typeof told) => snapshot?.participants.map((one) => [one.address, one.talkSeconds.toFixed(1)])
  t.strictSame(talk(told), talk(whole))
})

t.test(
  'a handover after which the Local pair was optimised away, unheard: when it was, or that nobody knows',
  async (t) => {
    const all = messagesOf('attended-keys')
    const handed = all.find((one) => one['event'] === 'AttendedTransfer')
    const lost = all.findIndex((one) => one['event'] === 'HangupRequest' && one['channel']?.startsWith('PJSIP/101'))
    const [moved, optimised] = [0, 400_000].map(
      (later) => Math.round(Number(handed?.['timestamp']) * 1_000_000) + later
    )
    if (lost < 0 || !moved || !optimised) return t.fail('the recording has a handover')
    /** Whose bridge the two are in now: the other was moved into it when the pair went. */
    const afterBreak = (stays: string) => {
      const model = createModel(LAB)
      replay(model, all.slice(0, lost))
      const there = [...model.channels.values()].filter(({ kind, participant }) => kind !== 'local' && participant)
      const bridge = there.find(({ endpoint }) => endpoint === stays)?.bridge?.id ?? ''
      const channels = there
        .filter(({ endpoint }) => endpoint !== 'PJSIP/101')
        .map(({ id, name, endpoint, linkedid, participant }) => {
          const start =
            endpoint !== stays ? optimised : endpoint === 'PJSIP/trunk' ? moved : (participant?.offeredAt ?? 0)
          const message = { event: 'CoreShowChannel', channel: name, channelstate: '6', uniqueid: id, linkedid }
          return {
            message,
            seconds: 3,
            bridge,
            memory: { start, answer: start, onHold: false, dialled: null, sentBy: null }
          }
        })
      const picture = { channels, bridges: [], waiting: [], parked: [] }
      const snapshot = mend(model, picture, optimised + 1_000_000, moved - 200_000).at(-1)?.snapshot
      t.match(snapshot, { state: 'connected', transfers: [{ kind: 'attended', by: '101', to: '102' }] })
      const anna = snapshot?.participants.find(({ address }) => address === '101')
      return { left: anna?.leftAt, estimated: snapshot?.estimated }
    }
    const iso = (us: number): string => new Date(Math.floor(us / 1000)).toISOString()
    t.strictSame(afterBreak('PJSIP/trunk'), { left: iso(moved), estimated: [] })
    t.match(afterBreak('PJSIP/102'), { left: iso(optimised), estimated: ['leftAt', 'talkSeconds', 'holdSeconds'] })
  }
)

t.test(
  'an agent of the pool who lost one customer and got the next while nobody listened has had two calls',
  async (t) => {
    const all = messagesOf('agent-pool')
    const [first, second] = ['PJSIP/trunk-000001c9', 'PJSIP/trunk-000001ca']
    const lost = all.findIndex((one) => one['event'] === 'HangupRequest' && one['channel'] === first)
    const back = all.findIndex((one) => one['event'] === 'HangupRequest' && one['channel'] === second)
    const of = (name: string) => all.findLast((one) => one['channel'] === name && one['event'] === 'BridgeEnter')
    const us = (message: AmiMessage | undefined): number => Math.round(Number(message?.['timestamp']) * 1_000_000)
    const met = us(of(second))
    const before = createModel(LAB)
    replay(before, all.slice(0, lost))
    const agent = [...before.channels.values()].find(({ signedIn }) => signedIn)
    if (lost < 0 || back < 0 || agent === undefined) return t.fail('the recording has an agent and two customers')
    const bridge = of(second)?.['bridgeuniqueid'] ?? ''
    const seen = (name: string, message: AmiMessage, start: number, dialled: string | null) => ({
      message: { ...message, event: 'CoreShowChannel', channel: name, channelstate: '6' },
      ...{ seconds: 1, bridge, memory: { start, answer: met, onHold: false, dialled, sentBy: null } }
    })
    const born = all.find((one) => one['channel'] === second && one['event'] === 'Newchannel') ?? {}
    const customer = { ...born, linkedid: agent.linkedid, application: 'Queue', applicationdata: 'expool,tk' }
    const channels = [
      seen(agent.name, { uniqueid: agent.id, linkedid: agent.linkedid, application: 'AgentLogin' }, met, null),
      seen(second, customer, us(born), born['exten'] ?? '')
    ]
    const picture = { channels, bridges: [{ bridgeuniqueid: bridge }], waiting: [], parked: [] }
    const mended = mend(before, picture, us(all[back]) - 1_000, us(all[lost]))
    const ends = [...mended, ...replay(before, all.slice(back))].filter(({ type }) => type === 'call.ended')
    const people = (address: string) => [{ address }, { address: '105', via: 'queue', outcome: 'answered' }]
    t.match(ends, [
      { snapshot: { reason: 'link-lost', participants: people('84951234567'), merged: [] } },
      { snapshot: { reason: null, participants: people('84957654321'), merged: [], queue: 'expool' } }
    ])
    t.equal(ends.length, 2)
    t.equal(ends[1]?.snapshot.startedAt, new Date(Math.floor(us(born) / 1000)).toISOString())
  }
)

t.test('who fetches a parked call has fetched it, also when that is told before they are announced', async (t) => {
  const all = messagesOf('break-fetched')
  const told = all.find((one) => one['event'] === 'UnParkedCall')
  if (told === undefined) return t.fail('the recording has a parked call')
  const others = all.filter((one) => one !== told)
  const announced = others.findIndex((one) => one['event'] === 'Newchannel' && one['channel']?.startsWith('PJSIP/102'))
  const outputs = replay(createModel(LAB), [...others.slice(0, announced), told, ...others.slice(announced)])
  t.match(outputs.at(-1)?.snapshot.participants.at(-1), { address: '102', via: 'park', outcome: 'answered' })
})
