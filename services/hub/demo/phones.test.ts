import t from 'tap'
import type { AmiMessage } from './ami.ts'
import { channelOf, follow, type Legs, stateOf } from './phones.ts'

const legsOf = (...events: AmiMessage[]): Legs =>
  events.reduce((legs, event) => follow(legs, event, ['101', '102']), new Map() as Legs)
const arrives = (Exten: string, Uniqueid: string): AmiMessage => ({
  Event: 'Newchannel',
  Context: 'arriving',
  Exten,
  Uniqueid,
  Channel: `PJSIP/pbx-${Uniqueid}`
})
const answers = (Uniqueid: string): AmiMessage => ({ Event: 'Newstate', ChannelState: '6', Uniqueid })
const hangsUp = (Uniqueid: string): AmiMessage => ({ Event: 'Hangup', Uniqueid })

t.test('a phone is idle, rings, talks and is idle again', async (t) => {
  t.equal(stateOf(legsOf(), '101'), 'idle')
  t.equal(stateOf(legsOf(arrives('101', '1')), '101'), 'ringing')
  t.equal(stateOf(legsOf(arrives('101', '1')), '102'), 'idle')
  t.equal(stateOf(legsOf(arrives('101', '1'), answers('1')), '101'), 'talking')
  t.equal(stateOf(legsOf(arrives('101', '1'), answers('1'), hangsUp('1')), '101'), 'idle')
})

t.test('a second call rings a phone that talks, and the one that rings is answered', async (t) => {
  const legs = legsOf(arrives('101', '1'), answers('1'), arrives('101', '2'))
  t.equal(stateOf(legs, '101'), 'ringing')
  t.equal(channelOf(legs, '101', false), 'PJSIP/pbx-2')
  t.equal(channelOf(legs, '101', true), 'PJSIP/pbx-1')
})

t.test('what is no phone is passed over', async (t) => {
  t.equal(legsOf(arrives('84951234567', '1'), answers('9'), hangsUp('8')).size, 0)
})
