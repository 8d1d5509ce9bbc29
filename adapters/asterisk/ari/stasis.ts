/** What the dialplan asks of the hub when it hands a call over: `Stasis(perezvon,dial,101,102,record)`. */
export type Request =
  | { readonly kind: 'dial'; readonly extensions: readonly string[]; readonly record: boolean }
  | { readonly kind: 'play'; readonly media: string }

/** One call that the dialplan handed over. All its names are made from the caller's channel, so that they are known again. */
export interface StasisCall {
  /** The caller's channel. */
  readonly id: string
  /** When it was taken on, in milliseconds since the epoch: a caller may be handed over more than once. */
  readonly since: number
  readonly names: {
    readonly bridge: string
    readonly recording: string
    readonly playback: string
    readonly leg: string
  }
  readonly request: Request
  phase: 'waiting' | 'talking' | 'over'
  /** Channels that are rung. */
  readonly legs: Map<string, { readonly extension: string; dialled: boolean }>
  /** Channels in the bridge. */
  readonly parties: Set<string>
  /** What is best known of why nobody answers, in Dial's words. */
  status: 'NOANSWER' | 'BUSY' | 'CHANUNAVAIL'
}

export type StasisAction =
  | { readonly do: 'ring' }
  | { readonly do: 'play'; readonly media: string }
  | { readonly do: 'create'; readonly leg: string; readonly extension: string }
  | { readonly do: 'dial'; readonly leg: string }
  | { readonly do: 'connect'; readonly leg: string }
  | { readonly do: 'record' }
  | { readonly do: 'hang-up'; readonly channel: string; readonly reason: 'normal' | 'answered_elsewhere' | 'no_answer' }
  | { readonly do: 'end-bridge' }
  | { readonly do: 'give-back'; readonly status: string }

const EXTENSION = /^[0-9*#]{2,6}$/
const MEDIA = /^(sound|tone|digits|number|characters):[A-Za-z0-9_/;=-]{1,200}$/
const MAX_LEGS = 16

/** Undefined when it is nothing that the hub does. */
export function requestOf(args: readonly string[]): Request | undefined {
  const [kind, ...rest] = args
  if (kind === 'play')
    return rest.length === 1 && MEDIA.test(rest[0] ?? '') ? { kind, media: rest[0] ?? '' } : undefined
  const record = rest.at(-1) === 'record'
  const extensions = [...new Set(record ? rest.slice(0, -1) : rest)]
  const known = extensions.length > 0 && extensions.length <= MAX_LEGS && extensions.every((one) => EXTENSION.test(one))
  return kind === 'dial' && known ? { kind, extensions, record } : undefined
}

/** What the names of all that the hub makes begin with. */
export const ownPrefix = (app: string): string => `stasis-${app}-`

export function newCall(app: string, id: string, since: number, request: Request): StasisCall {
  const name = `${ownPrefix(app)}${id}`
  return {
    id,
    since,
    names: { bridge: name, recording: `${name}-${since}`, playback: `${name}-${since}`, leg: `${name}-${since}-` },
    request,
    phase: 'waiting',
    legs: new Map(),
    parties: new Set(),
    status: 'CHANUNAVAIL'
  }
}

export function begin(call: StasisCall): StasisAction[] {
  const { request } = call
  if (request.kind === 'play') return [{ do: 'play', media: request.media }]
  request.extensions.forEach((extension, place) => {
    call.legs.set(`${call.names.leg}${place}`, { extension, dialled: false })
  })
  const legs = [...call.legs].map(([leg, { extension }]): StasisAction => ({ do: 'create', leg, extension }))
  return [{ do: 'ring' }, ...legs]
}

/** A leg that was made is there, and can be dialled. */
export function onEntered(call: StasisCall, channel: string): StasisAction[] {
  const leg = call.legs.get(channel)
  if (leg === undefined || leg.dialled) return []
  leg.dialled = true
  return call.phase === 'waiting' ? [{ do: 'dial', leg: channel }] : []
}

/** The first to answer talks; the others are told that somebody else did. */
export function onAnswered(call: StasisCall, channel: string): StasisAction[] {
  if (call.phase !== 'waiting' || !call.legs.delete(channel)) return []
  call.phase = 'talking'
  call.parties.add(call.id).add(channel)
  const record = call.request.kind === 'dial' && call.request.record
  return [
    { do: 'connect', leg: channel },
    ...hangUpLegs(call, 'answered_elsewhere'),
    ...(record ? [{ do: 'record' } as const] : [])
  ]
}

/** A channel is gone, with the Q.850 cause if it is known: a leg, the caller, or one of two who talk. */
export function onGone(call: StasisCall, channel: string, cause?: number): StasisAction[] {
  if (call.phase === 'over') return []
  if (channel === call.id || call.parties.has(channel)) return end(call, channel)
  if (!call.legs.delete(channel)) return []
  if (cause === 17) call.status = 'BUSY'
  else if (call.status !== 'BUSY' && (cause === 16 || cause === 19 || cause === 21)) call.status = 'NOANSWER'
  return call.phase === 'waiting' && call.legs.size === 0 ? giveBack(call) : []
}

/** Nobody answered in time, or what was to be played is over. */
export function onOver(call: StasisCall): StasisAction[] {
  if (call.phase !== 'waiting') return []
  if (call.legs.size > 0 && call.status !== 'BUSY') call.status = 'NOANSWER'
  return [...hangUpLegs(call, 'no_answer'), ...giveBack(call)]
}

/** One channel takes another's place, as after a transfer. */
export function onReplaced(call: StasisCall, from: string, to: string): void {
  if (call.parties.delete(from)) call.parties.add(to)
}

/** What could not be done: nobody is left hanging in a call that cannot go on. */
export function onFailed(call: StasisCall, action: StasisAction): StasisAction[] {
  if (action.do === 'create' || action.do === 'dial') {
    // A leg that was made and could not be dialled is there still.
    const lost = onGone(call, action.leg)
    return action.do === 'dial' ? [{ do: 'hang-up', channel: action.leg, reason: 'normal' }, ...lost] : lost
  }
  if (action.do === 'connect') return end(call, null)
  if (action.do === 'play') return onOver(call)
  return action.do === 'give-back' ? [{ do: 'hang-up', channel: call.id, reason: 'normal' }] : []
}

function hangUpLegs(call: StasisCall, reason: 'normal' | 'answered_elsewhere' | 'no_answer'): StasisAction[] {
  const actions = [...call.legs.keys()].map((channel): StasisAction => ({ do: 'hang-up', channel, reason }))
  call.legs.clear()
  return actions
}

function giveBack(call: StasisCall): StasisAction[] {
  call.phase = 'over'
  return [{ do: 'give-back', status: call.request.kind === 'play' ? '' : call.status }]
}

function end(call: StasisCall, gone: string | null): StasisAction[] {
  const wasTalking = call.phase === 'talking'
  call.phase = 'over'
  call.parties.add(call.id).delete(gone ?? '')
  const others = [...call.parties].map((channel): StasisAction => ({ do: 'hang-up', channel, reason: 'normal' }))
  return [...hangUpLegs(call, 'normal'), ...others, ...(wasTalking ? [{ do: 'end-bridge' } as const] : [])]
}
