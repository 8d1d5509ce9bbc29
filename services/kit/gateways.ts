import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** Redis channel on which gateways tell each other who sits where. */
export const GATEWAYS_CHANNEL = 'hub:gateways'
export const BEAT_MS = 2_000
/** Who is not heard of for so long is no more. */
export const SILENT_MS = 7_000

const Seats = Type.Array(Type.Tuple([Type.String(), Type.Union([Type.Number(), Type.Null()])]))
const GatewayMessage = Type.Union([
  Type.Object({ from: Type.String(), kind: Type.Literal('beat') }),
  Type.Object({ from: Type.String(), kind: Type.Literal('hello') }),
  Type.Object({ from: Type.String(), kind: Type.Literal('bye') }),
  Type.Object({ from: Type.String(), kind: Type.Literal('seats'), seats: Seats }),
  Type.Object({ from: Type.String(), kind: Type.Literal('dismiss'), user: Type.String(), interaction: Type.String() })
])
export type GatewayMessage = Static<typeof GatewayMessage>
const isMessage = Compile(GatewayMessage)

/** Undefined for what is not of ours. */
export function readGatewayMessage(text: string): GatewayMessage | undefined {
  try {
    const message: unknown = JSON.parse(text)
    return isMessage.Check(message) ? message : undefined
  } catch {
    return undefined // not of ours
  }
}

/** Where a person's pages sit; programs that ask for somebody's pops sit elsewhere. */
export const pageSeat = (user: string): string => `page:${user}`
/** Undefined for the seat of an integration: a program is not a person at work. */
export const userAtPageSeat = (seat: string): string | undefined =>
  seat.startsWith('page:') ? seat.slice('page:'.length) : undefined
