import t from 'tap'
import { readRecording, recording, replay } from '../replay.ts'
import { mend } from './mend.ts'
import { createModel } from './reduce.ts'

const NOW = 1_700_000_100_000_000

const channel = (uniqueid: string, name: string, application: string, applicationdata: string) => ({
  message: {
    event: 'CoreShowChannel',
    channel: name,
    channelstate: '6',
    calleridnum: application === 'Dial' ? '84951234567' : '5550900',
    exten: application === 'Dial' ? '5550900' : '',
    uniqueid,
    linkedid: '1700000000.1',
    application,
    applicationdata
  },
  seconds: 100,
  bridge: 'b1'
})

t.test('a call found in the middle began with its first channel, in whatever order the PBX lists them', async (t) => {
  const caller = channel('1700000000.1', 'PJSIP/trunk-00000001', 'Dial', 'PJSIP/88002000600@trunk,20')
  const callee = channel('1700000000.2', 'PJSIP/trunk-00000002', 'AppDial', '(Outgoing Line)')
  for (const channels of [
    [caller, callee],
    [callee, caller]
  ]) {
    const model = createModel({
      source: 'asterisk:pbx1',
      endpoint: 'PJSIP/{extension}',
      trunks: ['PJSIP/trunk'],
      outboundPrefix: '9'
    })
    const outputs = mend(model, { channels, bridges: [], waiting: [], parked: [] }, NOW, NOW)
    t.match(outputs, [
      {
        snapshot: {
          direction: 'inbound',
          state: 'connected',
          line: '5550900',
          remote: { raw: '84951234567' },
          participants: [{ address: '84951234567' }, { address: '88002000600' }],
          estimated: ['startedAt', 'waitSeconds', 'answeredAt', 'talkSeconds']
        }
      }
    ])
  }
})

const settings = {
  source: 'asterisk:pbx1',
  endpoint: 'PJSIP/{extension}',
  trunks: ['PJSIP/trunk'],
  outboundPrefix: '9'
}
const BEGAN = 1_700_000_000_250_000
const ANSWERED = 1_700_000_004_500_000

/** A talk of which the PBX remembers when its channels began and were answered. */
const remembered = () => {
  const memory = { onHold: false, sentBy: null, answer: ANSWERED }
  return [
    {
      ...channel('1700000000.1', 'PJSIP/trunk-00000001', 'Dial', 'PJSIP/101,20'),
      memory: { ...memory, start: BEGAN, dialled: '5550900' }
    },
    {
      ...channel('1700000000.2', 'PJSIP/101-00000002', 'AppDial', '(Outgoing Line)'),
      memory: { ...memory, start: BEGAN + 2_000, dialled: null }
    }
  ]
}

t.test('what the PBX remembers of a call that is found in the middle is exact, and nothing is estimated', async (t) => {
  const picture = { channels: remembered(), bridges: [], waiting: [], parked: [] }
  const outputs = mend(createModel(settings), picture, NOW, NOW - 1_000_000)
  t.match(outputs, [
    {
      snapshot: {
        state: 'connected',
        startedAt: '2023-11-14T22:13:20.250Z',
        answeredAt: '2023-11-14T22:13:24.500Z',
        talkSeconds: 95.5,
        estimated: []
      }
    }
  ])
})

t.test('who comes into a call during a break, in the very second in which it began, does not make it older', (t) => {
  const model = createModel(settings)
  const late = 1_700_000_000_700_000
  const talk = remembered().map((one) => ({ ...one, memory: { ...one.memory, start: late, answer: late + 1_000 } }))
  const [before] = mend(model, { channels: talk, bridges: [], waiting: [], parked: [] }, NOW, NOW)
  const [caller] = talk
  if (caller === undefined) throw new Error('there is a caller')
  const fetcher = { ...channel('1700000000.9', 'PJSIP/102-00000009', 'ParkedCall', '701'), bridge: 'b2' }
  Object.assign(fetcher.message, { calleridnum: '102', exten: '701' })
  const picture = { channels: [{ ...caller, bridge: 'b2' }, fetcher], bridges: [], waiting: [], parked: [] }
  const outputs = mend(model, picture, NOW + 1_000_000, NOW)
  const { subject, snapshot } = outputs.at(-1) ?? {}
  t.match(snapshot?.participants, [{ address: '84951234567' }, { address: '101' }, { address: '102' }])
  t.equal(subject, before?.subject, 'it is the same call')
  t.equal(snapshot?.startedAt, before?.snapshot.startedAt)
  t.end()
})

t.test('a PBX that began anew with the same ids has other calls: the old ones have ended', async (t) => {
  const model = createModel(settings)
  const picture = { channels: remembered(), bridges: [], waiting: [], parked: [] }
  const [before] = mend(model, picture, NOW, NOW)
  const again = mend(model, { ...picture, restarted: true }, NOW + 5_000_000, NOW + 1_000_000)
  t.match(
    again.map(({ subject, snapshot }) => [subject === before?.subject, snapshot.state, snapshot.reason]),
    [
      [true, 'ended', 'link-lost'],
      [false, 'connected', null]
    ]
  )
})

t.test(
  'a call out of the house that is found in the middle goes to the number, without the prefix for a trunk',
  (t) => {
    const caller = channel('1700000000.1', 'PJSIP/104-00000001', 'Dial', 'PJSIP/89161234567@trunk,30,tT')
    Object.assign(caller.message, { calleridnum: '104', exten: '989161234567' })
    const callee = channel('1700000000.2', 'PJSIP/trunk-00000002', 'AppDial', '(Outgoing Line)')
    const picture = { channels: [caller, callee], bridges: [], waiting: [], parked: [] }
    const [told] = mend(createModel(settings), picture, NOW, NOW)
    t.equal(told?.snapshot.direction, 'outbound')
    t.equal(told?.snapshot.remote.raw, '89161234567')
    t.same(
      told?.snapshot.participants.map(({ address }) => address),
      ['104', '89161234567']
    )
    t.end()
  }
)

t.test('whose ring ended during a break was given up by the caller only if the caller is gone', (t) => {
  const caller = channel('1700000000.1', 'PJSIP/trunk-00000001', 'Queue', 'sales')
  const rung = ['101', '102'].map((extension, place) => ({
    ...channel(`1700000000.${place + 2}`, `PJSIP/${extension}-0000000${place + 2}`, 'AppQueue', '(Outgoing Line)'),
    bridge: null
  }))
  for (const { message } of rung) message.channelstate = '5'
  const [first, second] = rung
  if (first === undefined || second === undefined) throw new Error('two are rung')
  const up = { ...second, bridge: 'b1', message: { ...second.message, channelstate: '6' } }
  const waiting = [{ id: '1700000000.1', queue: 'sales' }]
  const answeredByPbx = { onHold: false, sentBy: null, start: BEGAN, answer: NOW, dialled: '5550900' }
  const cases = [
    { after: [caller, up], outcome: 'answered-elsewhere' },
    { after: [{ ...caller, bridge: null }, second], outcome: 'no-answer' },
    { after: [{ ...caller, bridge: null, memory: answeredByPbx }, second], outcome: 'no-answer' },
    { after: [], outcome: 'cancelled' }
  ]
  for (const { after, outcome } of cases) {
    const model = createModel(settings)
    mend(model, { channels: [{ ...caller, bridge: null }, ...rung], bridges: [], waiting, parked: [] }, NOW, NOW)
    const outputs = mend(model, { channels: after, bridges: [], waiting: [], parked: [] }, NOW + 1_000_000, NOW)
    t.match(outputs.at(-1)?.snapshot.participants, [{}, { address: '101', outcome }], outcome)
  }
  t.end()
})

t.test(
  'a call that came at the end of a second began after the link was lost, however late the PBX recorded it',
  async (t) => {
    const second = 1_700_000_000_000_000
    const began = (start: number | null) => {
      const [caller, callee] = remembered()
      const channels = [caller, callee].flatMap((one) => (one ? [{ ...one, memory: { ...one.memory, start } }] : []))
      const picture = { channels, bridges: [], waiting: [], parked: [] }
      const snapshot = mend(createModel(settings), picture, NOW, second + 900_000).at(-1)?.snapshot
      return [snapshot?.startedAt, snapshot?.estimated.includes('startedAt')]
    }
    t.strictSame(began(second + 1_020_000), ['2023-11-14T22:13:21.020Z', false])
    t.strictSame(began(null), ['2023-11-14T22:13:20.700Z', true])
  }
)

t.test('who was in a mailbox when the link was lost, and is gone, may have left a message', async (t) => {
  const messages = readRecording(recording('inbound-voicemail'))
  const mailbox = messages.findIndex(({ event, application }) => event === 'Newexten' && application === 'VoiceMail')
  const model = createModel(settings)
  replay(model, messages.slice(0, mailbox + 1))
  const lostAt = Number(messages[mailbox]?.['timestamp']) * 1_000_000
  const nobody = { channels: [], bridges: [], waiting: [], parked: [] }
  const [end] = mend(model, nobody, Math.floor(lostAt) + 5_000_000, Math.floor(lostAt) + 1_000_000)
  t.match(end?.snapshot, { state: 'ended', reason: 'link-lost', recordings: [] })
  for (const guess of ['outcome', 'recordings', 'endedAt']) t.ok(end?.snapshot.estimated.includes(guess), guess)
})
