import { begin, newCall, onAnswered, ownPrefix, requestOf, type StasisAction, type StasisCall } from './stasis.ts'

/** What ARI says of a channel and of a bridge, as far as it matters here. */
interface SeenChannel {
  readonly id: string
  readonly state: string
  readonly dialplan: { readonly app_name: string; readonly app_data: string }
}
interface SeenBridge {
  readonly id: string
  readonly channels: readonly string[]
}

interface TakenOver {
  readonly calls: readonly { readonly call: StasisCall; readonly actions: readonly StasisAction[] }[]
  /** Ours, and of no call any more. */
  readonly strays: readonly string[]
  readonly bridges: readonly string[]
}

function adopt(app: string, caller: SeenChannel, legs: readonly SeenChannel[], now: number): StasisCall | undefined {
  const request = requestOf(caller.dialplan.app_data.split(',').slice(1))
  if (request === undefined) return undefined
  const stamp = legs.map(({ id }) => Number(id.split('-').at(-2))).find(Number.isSafeInteger)
  const call = newCall(app, caller.id, stamp ?? now, request)
  for (const { id, state } of legs) {
    const extension = request.kind === 'dial' ? request.extensions[Number(id.split('-').at(-1))] : undefined
    // A leg that does not ring was made and not yet dialled: it will not say that it is there again.
    if (extension !== undefined) call.legs.set(id, { extension, dialled: state !== 'Down' })
  }
  return call
}

/**
 * What goes on in the application, from what is there now: nothing is taken from memory, so it holds after a lost link
 * and after `kill -9`. Who talks goes on talking, who rings goes on ringing, what has lost its caller is ended.
 */
export function takeOver(
  app: string,
  channels: readonly SeenChannel[],
  bridges: readonly SeenBridge[],
  now: number
): TakenOver {
  const ours = channels.filter(
    ({ dialplan }) => dialplan.app_name === 'Stasis' && dialplan.app_data.split(',')[0] === app
  )
  const prefix = ownPrefix(app)
  const isLeg = ({ id }: SeenChannel) => id.startsWith(prefix)
  const spare = new Set(channels.filter(isLeg).map(({ id }) => id))
  const spareBridges = new Set(bridges.filter(({ id }) => id.startsWith(prefix)).map(({ id }) => id))
  const calls: { call: StasisCall; actions: StasisAction[] }[] = []
  for (const caller of ours.filter((one) => !isLeg(one))) {
    const legs = channels.filter((one) => isLeg(one) && one.id.startsWith(`${prefix}${caller.id}-`))
    const bridge = bridges.find(({ id }) => id === `${prefix}${caller.id}`)
    const call = adopt(app, caller, legs, now)
    if (call === undefined) continue
    const others = bridge?.channels.filter((id) => id !== caller.id) ?? []
    if (bridge?.channels.includes(caller.id) && others.length > 0) {
      call.phase = 'talking'
      for (const id of bridge.channels) call.parties.add(id)
      call.legs.clear()
    }
    const known = [...call.legs.keys(), ...call.parties]
    for (const id of known) spare.delete(id)
    const up = legs.find(({ id, state }) => call.legs.has(id) && state === 'Up')
    const fresh = call.phase === 'waiting' && call.legs.size === 0
    const actions = fresh ? begin(call) : up === undefined ? goOn(call) : onAnswered(call, up.id)
    if (call.phase === 'talking') spareBridges.delete(call.names.bridge)
    calls.push({ call, actions })
  }
  return { calls, strays: [...spare], bridges: [...spareBridges] }
}

/** What the one before may not have come to: Asterisk refuses a recording that is already made. */
function goOn(call: StasisCall): StasisAction[] {
  if (call.phase === 'talking') return call.request.kind === 'dial' && call.request.record ? [{ do: 'record' }] : []
  const left = [...call.legs].filter(([, leg]) => !leg.dialled)
  for (const [, leg] of left) leg.dialled = true
  return left.map(([leg]) => ({ do: 'dial', leg }))
}
