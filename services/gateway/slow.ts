import type { Socket } from 'socket.io'

type Conn = Socket['conn']

const MAX_WAITING_PACKETS = 1_000
const MAX_WAITING_BYTES = 4 * 1_048_576

/** The part of a WebSocket of `ws` that engine.io has under its transport; a long poll has none. */
interface Wire {
  readonly bufferedAmount?: number
  terminate?(): void
}
const wireOf = ({ transport }: Conn): Wire | undefined =>
  (transport as unknown as { socket?: Wire } | undefined)?.socket

/** What was sent is not read at the other end. */
export function isClogged(conn: Conn): boolean {
  const packets = (conn as unknown as { writeBuffer?: readonly unknown[] }).writeBuffer?.length ?? 0
  return packets > MAX_WAITING_PACKETS || (wireOf(conn)?.bufferedAmount ?? 0) > MAX_WAITING_BYTES
}

/** Ends a connection without waiting for what it still has to send, or for its peer. */
export function cut(conn: Conn): void {
  const wire = wireOf(conn)
  if (wire?.terminate) wire.terminate()
  else conn.close(true)
}

/** A peer that does not answer pings does not answer the closing handshake either: its TCP connection goes, too. */
export function endGhost(conn: Conn): void {
  conn.once('close', (reason: string) => {
    if (reason === 'ping timeout') wireOf(conn)?.terminate?.()
  })
}
