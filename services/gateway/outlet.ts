import type { ServerToClient } from '../../contracts/realtime.ts'

type Payload<Event extends keyof ServerToClient> = Parameters<ServerToClient[Event]>[0]

/** The sockets, as the switchboard sees them. */
export interface Outlet {
  send<Event extends keyof ServerToClient>(socket: string, event: Event, payload: Payload<Event>): void
  /** Serialised once, however many sockets are in the rooms. Who is in one of `except`, too, is not told. */
  broadcast<Event extends keyof ServerToClient>(
    rooms: string[],
    event: Event,
    payload: Payload<Event>,
    except?: string[]
  ): void
}
