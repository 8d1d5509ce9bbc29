import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { readRecording, recordingsFolder, replay } from '../replay.ts'
import type { AmiMessage } from './message.ts'
import { createModel } from './reduce.ts'

const LAB = { source: 'asterisk:pbx1', endpoint: 'PJSIP/{extension}', trunks: ['PJSIP/trunk'], outboundPrefix: '9' }

const messagesOf = (version: string, file: string): AmiMessage[] =>
  readRecording(gunzipSync(readFileSync(join(recordingsFolder(), version, file))))

/** What a recording comes to in the end, without the moments. */
function endsOf(messages: readonly AmiMessage[]) {
  const last = new Map(replay(createModel(LAB), messages).map(({ subject, snapshot }) => [subject, snapshot]))
  return [...last.values()].map(({ state, outcome, reason, direction, remote, queue, transfers, participants }) => ({
    ...{ state, outcome, reason, direction, remote, queue },
    // Of one who answers in that very moment, attended is as true as blonde.
    transfers: transfers.map(({ kind, by, to }) => [kind.replace('blonde', 'attended'), by, to]),
    participants: participants.map((one) => [one.address, one.via, one.outcome, Math.round(one.talkSeconds * 50)])
  }))
}

/** The messages with the one at `from` put behind the one at `to`. */
function moved(messages: readonly AmiMessage[], from: number, to: number): AmiMessage[] {
  const one = messages[from]
  return one === undefined || to <= from
    ? [...messages]
    : [...messages.slice(0, from), ...messages.slice(from + 1, to + 1), one, ...messages.slice(to + 1)]
}

/** A busy PBX is late by moments, not by as long as a phone rings or a call stays parked. */
const isSoon = (message: AmiMessage, told: AmiMessage): boolean =>
  Number(message['timestamp']) - Number(told['timestamp']) < 0.2

type IsIt = (message: AmiMessage, told: AmiMessage) => boolean

const ofTransferee =
  (event: string): IsIt =>
  (message, told) =>
    message['event'] === event && message['uniqueid'] === told['transfereeuniqueid']

/** How far it may be when it tells at last that somebody sent a call on, or handed it over. */
const LATE: Readonly<Record<string, Readonly<Record<string, IsIt>>>> = {
  BlindTransfer: {
    'the next phone is dialled': ofTransferee('DialBegin'),
    'the caller has come to the queue': ofTransferee('QueueCallerJoin'),
    'the next phone has answered': ofTransferee('BridgeEnter'),
    'the call is parked': (message, told) =>
      message['event'] === 'ParkedCall' && message['parkeeuniqueid'] === told['transfereeuniqueid'],
    'who sent it on is gone': (message, told) =>
      message['event'] === 'Hangup' && message['uniqueid'] === told['transfereruniqueid']
  },
  // (Where the caller takes the transferer's place in an application, what is left of that place ends because of it.)
  AttendedTransfer: {
    'who handed it over is gone': (message, told) =>
      message['event'] === 'Hangup' && message['uniqueid'] === told['origtransfereruniqueid'],
    'who handed it over is gone from the second call, too': (message, told) =>
      message['event'] === 'Hangup' &&
      told['desttype'] !== 'App' &&
      message['uniqueid'] === told['secondtransfereruniqueid']
  }
}

/** Whoever sent the call on may be out of the bridge before the other, where it was told to be so after. */
function withTransfererFirst(messages: readonly AmiMessage[], told: AmiMessage): AmiMessage[][] {
  const leaves = (id: string | undefined): number =>
    messages.findLastIndex(
      (one, place) => place < messages.indexOf(told) && one['event'] === 'BridgeLeave' && one['uniqueid'] === id
    )
  const [transferee, transferer] = [leaves(told['transfereeuniqueid']), leaves(told['transfereruniqueid'])]
  return transferee < 0 || transferer < transferee ? [] : [moved(messages, transferee, transferer)]
}

/** The recording as a busy PBX might have told it, each with what overtook the transfer. */
function* toldLate(all: readonly AmiMessage[]): Generator<readonly [string, AmiMessage[]]> {
  for (const told of all.filter((one) => one['result'] === 'Success')) {
    for (const [when, isIt] of Object.entries(LATE[told['event'] ?? ''] ?? {})) {
      for (const messages of [all, ...withTransfererFirst(all, told)]) {
        const from = messages.indexOf(told)
        const to = messages.findIndex((one, place) => place > from && isSoon(one, told) && isIt(one, told))
        if (to > from) yield [when, moved(messages, from, to)]
      }
    }
  }
}

const overtaken = new Set<string>()
for (const version of ['16', '22']) {
  const files = readdirSync(join(recordingsFolder(), version)).filter((name) => name.endsWith('.ami.gz'))
  for (const file of files) {
    const all = messagesOf(version, file)
    const late = [...toldLate(all)]
    if (late.length === 0) continue
    for (const [when] of late) overtaken.add(when)
    t.test(
      `Asterisk ${version}, ${file}: a call sent on or handed over is told so, however late that is told`,
      async (t) => {
        const expected = endsOf(all)
        for (const [when, messages] of late) {
          t.strictSame(endsOf(messages), expected, when)
        }
      }
    )
  }
}

t.test('each thing that may overtake a transfer does so in a recording', async (t) => {
  const all = Object.values(LATE).flatMap((each) => Object.keys(each))
  t.strictSame([...overtaken].sort(), all.sort())
})

t.test('who was sent on to a queue and comes back from it is dialled for by the dialplan', async (t) => {
  const all = messagesOf('22', 'blind-queue.ami.gz')
  const from = all.findIndex((one) => one['event'] === 'BlindTransfer')
  const to = all.findIndex((one, place) => place > from && one['event'] === 'QueueCallerJoin')
  const { transfereeuniqueid: uniqueid, transfereechannel: channel, timestamp } = all[from] ?? {}
  const late = moved(all, from, to).slice(0, to + 1)
  for (const messages of [all.slice(0, to + 1), late]) {
    const gaveUp = { event: 'QueueCallerLeave', uniqueid, channel, timestamp }
    const dialled = { event: 'DialBegin', uniqueid, channel, timestamp, destchannel: 'PJSIP/105-00000fff' }
    const rung = { ...dialled, destuniqueid: '1.999', destlinkedid: uniqueid, destchannelstate: '5' }
    const model = createModel(LAB)
    const told = replay(model, [...messages, gaveUp, rung]).at(-1)?.snapshot
    t.match(told?.participants.at(-1), { address: '105', via: 'dial' })
  }
})

t.test('whom the dialplan rang after an earlier talk was not sent the call that they send on themselves', async (t) => {
  const CALLER = { uniqueid: '1.1', channel: 'PJSIP/trunk-00000001', linkedid: '1.1', channelstate: '6', exten: '300' }
  const leg = (place: number) => ({
    ...{ uniqueid: `1.${place}`, channel: `PJSIP/10${place}-0000000${place}`, linkedid: '1.1', channelstate: '6' }
  })
  const dials = (place: number) => ({
    ...{ ...CALLER, event: 'DialBegin', destuniqueid: `1.${place}`, destchannel: `PJSIP/10${place}-0000000${place}` },
    ...{ destlinkedid: '1.1', destchannelstate: '5' }
  })
  const inBridge = (event: string, bridgeuniqueid: string, who: AmiMessage) => ({ ...who, event, bridgeuniqueid })
  const talks = (place: number) => [
    dials(place),
    inBridge('BridgeEnter', `b${place}`, leg(place)),
    inBridge('BridgeEnter', `b${place}`, CALLER)
  ]
  const messages: AmiMessage[] = [
    { ...CALLER, event: 'Newchannel', channelstate: '4' },
    ...talks(2),
    { ...leg(2), event: 'HangupRequest' },
    inBridge('BridgeLeave', 'b2', leg(2)),
    inBridge('BridgeLeave', 'b2', CALLER),
    { ...leg(2), event: 'Hangup' },
    ...talks(3),
    {
      ...{ event: 'BlindTransfer', result: 'Success', extension: '104', transferercontext: 'internal' },
      ...{ transfereruniqueid: '1.3', transfererchannel: leg(3).channel, transfereeuniqueid: '1.1' }
    }
  ]
  const timed = messages.map((message, second) => ({ ...message, timestamp: `${1_700_000_000 + second}.000000` }))
  const told = replay(createModel(LAB), timed).at(-1)?.snapshot
  t.match(told?.participants, [{ via: 'dial' }, { address: '102', via: 'dial' }, { address: '103', via: 'dial' }])
  t.match(told?.transfers, [{ kind: 'blind', by: '103', to: '104' }])
})
