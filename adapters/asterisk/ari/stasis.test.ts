import t from 'tap'
import {
  begin,
  newCall,
  onAnswered,
  onEntered,
  onFailed,
  onGone,
  onOver,
  requestOf,
  type StasisAction,
  type StasisCall
} from './stasis.ts'
import { takeOver } from './take-over.ts'

const said = (actions: readonly StasisAction[]): string[] =>
  actions.map((action) => Object.values(action).join(' ').replaceAll('stasis-perezvon-1.1-1000-', '#'))

function dialling(...args: string[]): StasisCall {
  const request = requestOf(['dial', ...args])
  if (request === undefined) throw new Error('this is no request')
  return newCall('perezvon', '1.1', 1000, request)
}
const leg = (place: number): string => `stasis-perezvon-1.1-1000-${place}`

function ringing(...args: string[]): StasisCall {
  const call = dialling(...args)
  begin(call)
  for (const id of [...call.legs.keys()]) onEntered(call, id)
  return call
}

t.test('only extensions are rung and only media are played, whatever the dialplan says', async (t) => {
  t.same(requestOf(['dial', '101', '102', '101']), { kind: 'dial', extensions: ['101', '102'], record: false })
  t.same(requestOf(['dial', '101', 'record']), { kind: 'dial', extensions: ['101'], record: true })
  t.same(requestOf(['play', 'sound:hello-world']), { kind: 'play', media: 'sound:hello-world' })
  const bad = [[], ['dial'], ['dial', 'record'], ['dial', '101@trunk'], ['dial', 'PJSIP/101'], ['dial', ''], ['sing']]
  const worse = [['play'], ['play', 'recording:../x'], ['play', 'sound:a', 'sound:b'], ['play', 'sound:a,sound:b']]
  for (const args of [...bad, ...worse, ['dial', ...Array.from({ length: 17 }, (_, n) => `${100 + n}`)]])
    t.equal(requestOf(args), undefined, args.join())
})

t.test('all are rung; the first to answer is connected and the others are told it was elsewhere', async (t) => {
  const call = dialling('101', '102', 'record')
  t.same(said(begin(call)), ['ring', 'create #0 101', 'create #1 102'])
  t.same(said(onEntered(call, leg(0))), ['dial #0'])
  t.same(said(onEntered(call, leg(0))), [], 'once')
  onEntered(call, leg(1))
  t.same(said(onAnswered(call, leg(1))), ['connect #1', 'hang-up #0 answered_elsewhere', 'record'])
  t.same(said(onAnswered(call, leg(0))), [], 'who answers in the same moment is too late')
  t.same(said(onGone(call, leg(0), 26)), [])
  t.same(said(onGone(call, leg(1), 16)), ['hang-up 1.1 normal', 'end-bridge'])
  t.same(said(onGone(call, '1.1', 16)), [], 'nothing more is done of a call that is over')
})

t.test('a caller who leaves ends the ringing, and the talk', async (t) => {
  t.same(said(onGone(ringing('101', '102'), '1.1')), ['hang-up #0 normal', 'hang-up #1 normal'])
  const talking = ringing('101')
  onAnswered(talking, leg(0))
  t.same(said(onGone(talking, '1.1')), ['hang-up #0 normal', 'end-bridge'])
})

t.test('nobody: the dialplan goes on and is told the best that is known of why', async (t) => {
  const causes: [number[], string][] = [
    [[17, 19], 'BUSY'],
    [[19, 20], 'NOANSWER'],
    [[20, 3], 'CHANUNAVAIL'],
    [[21, 20], 'NOANSWER']
  ]
  for (const [[first, second], status] of causes) {
    const call = ringing('101', '102')
    t.same(said(onGone(call, leg(0), first)), [], 'the other still rings')
    t.same(said(onGone(call, leg(1), second)), [`give-back ${status}`])
  }
  t.same(said(onOver(ringing('101'))), ['hang-up #0 no_answer', 'give-back NOANSWER'])
  t.same(said(onOver(onAnsweredCall())), [], 'too late: they talk')
})

function onAnsweredCall(): StasisCall {
  const call = ringing('101')
  onAnswered(call, leg(0))
  return call
}

t.test('what Asterisk does not do leaves nobody hanging', async (t) => {
  const alone = dialling('101')
  const [, create] = begin(alone)
  t.same(said(onFailed(alone, create as StasisAction)), ['give-back CHANUNAVAIL'])
  t.same(said(onFailed(alone, { do: 'give-back', status: 'BUSY' })), ['hang-up 1.1 normal'])
  const call = onAnsweredCall()
  t.same(said(onFailed(call, { do: 'connect', leg: leg(0) })), [
    'hang-up 1.1 normal',
    'hang-up #0 normal',
    'end-bridge'
  ])
  t.same(said(onFailed(ringing('101'), { do: 'ring' })), [])
})

const channel = (id: string, state: string, data: string) => ({
  id,
  state,
  dialplan: { app_name: 'Stasis', app_data: data }
})
const caller = channel('1.1', 'Ring', 'perezvon,dial,101,102')
const look = (channels: Parameters<typeof takeOver>[1], bridges: Parameters<typeof takeOver>[2] = []) => {
  const { calls, strays, bridges: spare } = takeOver('perezvon', channels, bridges, 2000)
  return [
    calls.map(({ call, actions }) => [call.id, call.phase, [...call.legs.keys()].length, ...said(actions)]),
    strays,
    spare
  ]
}

t.test('after a break, what goes on is known from what is there', async (t) => {
  const rung = channel(leg(1), 'Ringing', 'perezvon,leg')
  const made = channel(leg(0), 'Down', 'perezvon,leg')
  const up = channel(leg(0), 'Up', 'perezvon,leg')
  const talk = [{ id: 'stasis-perezvon-1.1', channels: ['1.1', leg(0)] }]
  t.same(look([caller, rung]), [[['1.1', 'waiting', 1]], [], []], 'rings on')
  t.same(look([caller, made, rung]), [[['1.1', 'waiting', 2, 'dial #0']], [], []], 'a leg that was not yet dialled')
  t.same(look([caller, up, rung])[0], [['1.1', 'talking', 0, 'connect #0', 'hang-up #1 answered_elsewhere']])
  t.same(look([caller, up], talk), [[['1.1', 'talking', 0]], [], []], 'they talk')
  t.same(look([caller, up, rung], talk)[1], [leg(1)], 'and one still rings')
  t.match(look([caller])[0], [['1.1', 'waiting', 2, 'ring']], 'the ringing begins anew')
  t.same(look([up], [{ id: 'stasis-perezvon-1.1', channels: [leg(0)] }]), [[], [leg(0)], ['stasis-perezvon-1.1']])
  t.same(
    look([channel('2.2', 'Up', 'other,dial,101'), { ...caller, dialplan: { app_name: 'Dial', app_data: '' } }])[0],
    []
  )
})

t.test('a recording that was asked for and may not have begun is asked for again', async (t) => {
  const up = channel(leg(0), 'Up', 'perezvon,leg')
  const asked = channel('1.1', 'Up', 'perezvon,dial,101,record')
  const talk = [{ id: 'stasis-perezvon-1.1', channels: ['1.1', leg(0)] }]
  t.same(look([asked, up], talk)[0], [['1.1', 'talking', 0, 'record']])
})
