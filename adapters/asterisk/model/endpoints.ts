import type { ChannelKind, Dialplan } from './entities.ts'

/** Channels that Asterisk makes for itself: announcers, recorders, spies. Nobody speaks through them. */
const INTERNAL_TECH =
  /^(CBAnn|CBRec|Announcer|Recorder|Snoop|Message|Surrogate|AsyncGoto|Parked|Bridge|Multicast|UnicastRTP)\//

export const isInternal = (channelName: string): boolean => INTERNAL_TECH.test(channelName)

/** `PJSIP/101-0000001a` is a channel of `PJSIP/101`; `Local/101@internal-00000003;1` of `Local/101@internal`. */
export function endpointOf(channelName: string): string {
  const dash = channelName.lastIndexOf('-')
  return dash < 0 ? channelName : channelName.slice(0, dash)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/**
 * The extension behind an endpoint's name, or null when the name is not of the configured form. Where phones are reached
 * through the dialplan (`Local/{extension}@internal`), their own names are of any technology.
 */
export function extensionReader(pattern: string): (endpoint: string) => string | null {
  const [before = '', after = ''] = pattern.split('{extension}')
  const [start, end] = /^Local\//i.test(pattern) ? ['[a-z][a-z0-9]*/', ''] : [escaped(before), escaped(after)]
  const form = new RegExp(`^${start}([0-9*#]{2,6})${end}$`, 'i')
  return (endpoint) => form.exec(endpoint)?.[1] ?? null
}

/** Trunks are those named; when none is named, every endpoint that is not of a phone's form. */
export function classifier({ endpoint, trunks }: Dialplan): (name: string) => ChannelKind {
  const named = new Set(trunks.map((trunk) => trunk.toLowerCase()))
  const extension = extensionReader(endpoint)
  return (name) => {
    if (name.startsWith('Local/')) return 'local'
    if (named.has(name.toLowerCase())) return 'trunk'
    if (named.size > 0) return 'phone'
    return extension(name) === null ? 'trunk' : 'phone'
  }
}

/** Longest name, number or extension that is kept. */
export const MAX_TEXT = 128

/**
 * A piece of a message to be kept for longer than the message: cut, and copied, since in V8 a slice of a string keeps the
 * whole of it alive.
 */
export function kept(text: string | undefined, maxLength: number): string {
  if (text === undefined || text.length < 13) return text ?? ''
  return Buffer.from(text.slice(0, maxLength)).toString()
}

const NOBODY = /^(|<unknown>|anonymous|unavailable|unknown|restricted|private|withheld|asterisk|s)$/i

/** A caller's number as the PBX writes it; null when it is withheld. */
export function numberOf(text: string | undefined): string | null {
  const number = kept((text ?? '').trim(), 64)
  return NOBODY.test(number) ? null : number
}

/** A caller's name if it says more than the number does. */
export function nameOf(text: string | undefined, number: string | null): string | null {
  const name = kept((text ?? '').replace(/\p{Cc}+/gu, ' ').trim(), MAX_TEXT)
  return NOBODY.test(name) || name === number ? null : name
}

/** The digits that a Dial string or an extension sends to a trunk; null when there are none. */
export function digitsDialled(dialString: string | undefined): string | null {
  const match = /^(?:[A-Za-z0-9]+\/)?(?:[^/@]*\/)?(?:sips?:)?(\+?[0-9*#]{2,32})(?:@|$|:)/.exec(dialString ?? '')
  return match?.[1] === undefined ? null : kept(match[1], 32)
}
