import type { ScreenPop, ScreenPopWithdrawn } from '../../contracts/realtime.ts'

/** What delivery needs of the sockets and of the live calls. */
interface DeliveryPorts {
  pop(socket: string, pop: ScreenPop): void
  withdraw(socket: string, withdrawn: ScreenPopWithdrawn): void
  /** The person looks at another gateway's page: pops go there. */
  isElsewhere(seat: string): boolean
  /** The pops of a person as they are now. */
  current(user: string): readonly ScreenPop[]
}

interface Seat {
  readonly user: string
  /** The most recently active last. */
  sockets: string[]
  readonly held: Map<string, Held>
}
interface Held {
  holder: string
  readonly given: Set<string>
}

/**
 * Gives a pop to one socket of a person, and to the next when that one goes. A seat is a set of sockets that share
 * one person's pops: their pages are one, their integrations another, so that a program takes no card off a screen.
 */
export function createDelivery({ pop: show, withdraw, isElsewhere, current }: DeliveryPorts) {
  const seats = new Map<string, Seat>()

  function give(seat: Seat, socket: string, pop: ScreenPop): void {
    const held = seat.held.get(pop.interaction.id) ?? { holder: socket, given: new Set<string>() }
    seat.held.set(pop.interaction.id, held)
    held.holder = socket
    if (held.given.has(socket)) return
    held.given.add(socket)
    show(socket, pop)
  }

  return {
    /** A page that comes is given what is true now. */
    join(name: string, user: string, socket: string): void {
      const seat = seats.get(name) ?? { user, sockets: [], held: new Map<string, Held>() }
      seats.set(name, seat)
      seat.sockets.push(socket)
      for (const pop of current(user)) give(seat, socket, pop)
    },
    /** Answers whether anybody is left at this seat. */
    leave(name: string, socket: string): boolean {
      const seat = seats.get(name)
      if (!seat) return false
      seat.sockets = seat.sockets.filter((id) => id !== socket)
      const next = seat.sockets.at(-1)
      if (next === undefined) return !seats.delete(name)
      const orphans = [...seat.held].filter(([, held]) => held.holder === socket).map(([id]) => id)
      for (const held of seat.held.values()) held.given.delete(socket)
      for (const pop of current(seat.user)) if (orphans.includes(pop.interaction.id)) give(seat, next, pop)
      return true
    },
    /** The page that had the pops, at another gateway, is gone: those that nobody holds here go to the next. */
    inherit(name: string): void {
      const seat = seats.get(name)
      const next = seat?.sockets.at(-1)
      if (!seat || next === undefined || isElsewhere(name)) return
      for (const pop of current(seat.user)) if (!seat.held.has(pop.interaction.id)) give(seat, next, pop)
    },
    /** This socket is the one the person looks at. */
    touch(name: string, socket: string): void {
      const seat = seats.get(name)
      if (seat) seat.sockets = [...seat.sockets.filter((id) => id !== socket), socket]
    },
    /** The answer to a resume carries the pops: they are not sent again as events. */
    told(name: string, socket: string, interaction: string): void {
      const seat = seats.get(name)
      const held = seat?.held.get(interaction) ?? { holder: socket, given: new Set<string>() }
      held.given.add(socket)
      seat?.held.set(interaction, held)
    },
    deliver(name: string, pop: ScreenPop): boolean {
      const seat = seats.get(name)
      const socket = seat?.sockets.at(-1)
      if (!seat || socket === undefined || isElsewhere(name)) return false
      give(seat, socket, pop)
      return true
    },
    /** What has this card is given it again; one that has none yet is given it now. */
    renew(name: string, pop: ScreenPop): void {
      const given = seats.get(name)?.held.get(pop.interaction.id)?.given
      if (given) for (const socket of given) show(socket, pop)
      else this.deliver(name, pop)
    },
    withdraw(name: string, withdrawn: ScreenPopWithdrawn): void {
      const seat = seats.get(name)
      const held = seat?.held.get(withdrawn.interaction.id)
      seat?.held.delete(withdrawn.interaction.id)
      for (const socket of held?.given ?? []) withdraw(socket, withdrawn)
    }
  }
}
