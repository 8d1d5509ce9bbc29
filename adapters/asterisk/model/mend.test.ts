import t from 'tap'
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
          estimated: ['startedAt', 'answeredAt']
        }
      }
    ])
  }
})
