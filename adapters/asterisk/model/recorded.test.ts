import t from 'tap'
import type { Dialplan } from './entities.ts'
import type { AmiMessage } from './message.ts'
import { createModel, reduce } from './reduce.ts'

const LAB: Dialplan = {
  source: 'asterisk:pbx1',
  endpoint: 'PJSIP/{extension}',
  trunks: ['PJSIP/trunk'],
  outboundPrefix: '9'
}

const CALLER = { channel: 'PJSIP/trunk-01', uniqueid: '1.1', linkedid: '1.1' }
const FILE = '/var/spool/asterisk/voicemail/default/104/INBOX/msg0000'

/** What is said last of a call that hears a mailbox from second 10 on, and then does `happens`, each at its second. */
function afterMailbox(happens: readonly (readonly [second: number, message: AmiMessage])[]) {
  const model = createModel(LAB)
  const all: (readonly [number, AmiMessage])[] = [
    [0, { event: 'Newchannel', ...CALLER, channelstate: '4', exten: '5550310', calleridnum: '84951234567' }],
    [10, { event: 'Newexten', ...CALLER, application: 'VoiceMail', appdata: '104@default,u' }],
    [10, { event: 'Newstate', ...CALLER, channelstate: '6' }],
    ...happens,
    [60, { event: 'HangupRequest', ...CALLER }],
    [60, { event: 'Hangup', ...CALLER, cause: '16' }]
  ]
  const outputs = all.flatMap(([second, message]) =>
    reduce(model, { ...message, timestamp: `${1_800_000_000 + second}.000000` }, 0)
  )
  t.equal(model.mailing.size, 0, 'no mailbox is remembered')
  return outputs.at(-1)?.snapshot
}
const set = (variable: string, value: string, channel: AmiMessage = CALLER): AmiMessage => ({
  ...{ event: 'VarSet', variable, value },
  ...channel
})
const NOBODY = { channel: 'none', uniqueid: 'none' }
const pound = (second: number) => [second, { event: 'DTMFEnd', ...CALLER, digit: '#', direction: 'Received' }] as const
const stored = [
  [50, set('VM_MESSAGEFILE', FILE)],
  [50, set('VMSTATUS', 'SUCCESS')]
] as const
const id = 'voicemail/default/104/INBOX/msg0000'
const at = (second: number): string => new Date((1_800_000_000 + second) * 1000).toISOString()

t.test('a message begins where its greeting was cut short, not with the key that ended it', async (t) => {
  const whole = { id, startedAt: at(10), seconds: 40, mailbox: '104@default' }
  const cut = { ...whole, startedAt: at(15), seconds: 35 }
  t.match(afterMailbox(stored), { outcome: 'voicemail', recordings: [whole], estimated: ['recordings'] })
  t.match(afterMailbox([pound(15), pound(50), ...stored]), { recordings: [cut], estimated: ['recordings'] })
  t.match(afterMailbox([pound(50), ...stored]), { recordings: [whole], estimated: ['recordings'] })
})

t.test('a message is as long as the mail about it says, where there is one for its mailbox', async (t) => {
  const mail = (mailbox: string) =>
    [
      [50, set('VM_DUR', '1:05', NOBODY)],
      [50, set('VM_CONTEXT', 'default', NOBODY)],
      [50, set('VM_MAILBOX', mailbox, NOBODY)]
    ] as const
  const [file, status] = stored
  const told = { id, startedAt: at(50 - 65), seconds: 65, mailbox: '104@default' }
  t.match(afterMailbox([file, ...mail('104'), status]), { recordings: [told], estimated: [] })
  t.match(afterMailbox([file, ...mail('105'), status]), { recordings: [{ seconds: 40 }], estimated: ['recordings'] })
})

t.test('a message that was not kept, or of which only a file is told, is none', async (t) => {
  const [file] = stored
  const none = { outcome: 'abandoned', recordings: [], estimated: [] }
  t.match(afterMailbox([file]), none)
  t.match(afterMailbox([[50, set('VMSTATUS', 'FAILED')]]), none)
})

t.test('a mailbox that keeps no files is known by what the dialplan says', async (t) => {
  const all = [[50, set('VM_MESSAGEFILE', 'IMAP_STORAGE')] as const, stored[1]]
  t.match(afterMailbox(all), { recordings: [{ id: 'voicemail/1.1', mailbox: '104@default' }] })
})

t.test('a talk that is recorded on and on in one file is one recording; it ends with its channel', async (t) => {
  const file = set('MIXMONITOR_FILENAME', '/var/spool/asterisk/monitor/2027/x.wav')
  const stop = { event: 'MixMonitorStop', ...CALLER }
  const one = (seconds: number) => ({ recordings: [{ id: '2027/x.wav', startedAt: at(20), seconds, mailbox: null }] })
  t.match(
    afterMailbox([
      [20, file],
      [30, stop]
    ]),
    one(10)
  )
  t.match(
    afterMailbox([
      [20, file],
      [30, stop],
      [40, file]
    ]),
    one(40)
  )
  t.match(afterMailbox([[20, file]]), one(40))
  t.match(afterMailbox([[20, set('MIXMONITOR_FILENAME', '/elsewhere/x.wav')]]), {
    recordings: [{ id: '/elsewhere/x.wav' }]
  })
})
