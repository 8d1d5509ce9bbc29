import type { ClickIdKind, Conversion, Network } from '../../../contracts/conversion.ts'
import type { Touch } from '../../../contracts/submission.ts'

type ClickId = Conversion['id']

/** Where a touch holds what a network knows a visit by; the earlier tells more of it. */
const KINDS: Readonly<Record<Network, readonly (readonly [ClickIdKind, keyof Touch])[]>> = {
  yandex: [
    ['client-id', 'ymClientId'],
    ['yclid', 'yclid']
  ],
  google: [
    ['gclid', 'gclid'],
    ['gbraid', 'gbraid'],
    ['wbraid', 'wbraid']
  ]
}

/** They come from the addresses of pages, where anybody may write anything: what is no id goes to nobody. */
const SHAPES: Readonly<Record<Network, RegExp>> = { yandex: /^\d{1,30}$/, google: /^[A-Za-z0-9_-]{1,500}$/ }

/** By what the network knows the visit: that of the last touch, else of the first. */
export function clickIdOf(network: Network, touches: readonly (Touch | null)[]): ClickId | undefined {
  for (const touch of touches) {
    for (const [kind, name] of KINDS[network]) {
      const value = touch?.[name]
      if (value !== undefined && SHAPES[network].test(value)) return { kind, value }
    }
  }
  return undefined
}

/** The names of what may hold one. */
export const idNames = (network: Network): string[] => KINDS[network].map(([, name]) => name)
