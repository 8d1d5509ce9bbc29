import type { AmiMessage } from './ami.ts'

export type PhoneState = 'idle' | 'ringing' | 'talking'

interface Leg {
  readonly extension: string
  readonly channel: string
  readonly isUp: boolean
}

/** The channels on the phones' side, by their unique ids. */
export type Legs = ReadonlyMap<string, Leg>

/** What an event of the telephones' Asterisk makes of the legs; `extensions` are the phones. */
export function follow(legs: Legs, event: AmiMessage, extensions: readonly string[]): Legs {
  const id = event['Uniqueid'] ?? ''
  const leg = legs.get(id)
  switch (event['Event']) {
    case 'Newchannel': {
      const extension = event['Exten'] ?? ''
      if (event['Context'] !== 'arriving' || !extensions.includes(extension)) return legs
      return new Map(legs).set(id, { extension, channel: event['Channel'] ?? '', isUp: false })
    }
    case 'Newstate':
      return leg && event['ChannelState'] === '6' ? new Map(legs).set(id, { ...leg, isUp: true }) : legs
    case 'Hangup': {
      if (!leg) return legs
      const rest = new Map(legs)
      rest.delete(id)
      return rest
    }
    default:
      return legs
  }
}

export function stateOf(legs: Legs, extension: string): PhoneState {
  const own = [...legs.values()].filter((leg) => leg.extension === extension)
  if (own.some((leg) => leg.isUp)) return own.some((leg) => !leg.isUp) ? 'ringing' : 'talking'
  return own.length > 0 ? 'ringing' : 'idle'
}

/** The channel of the phone that rings (the first), or that talks. */
export function channelOf(legs: Legs, extension: string, isUp: boolean): string | undefined {
  return [...legs.values()].find((leg) => leg.extension === extension && leg.isUp === isUp)?.channel
}
