import type { Socket } from 'socket.io'

type Conn = Socket['conn']

const MAX_WAITING_PACKETS = 1_000
const MAX_WAITING_BYTES = 4 * 1_048_576

/** The part of a WebSocket of `ws` that engine.io has under its transport; a long poll has none. */
interface Wire {
  readonly bufferedAmount?: number
  terminate?(): void
}
interface Inside {
  readonly transport?: { readonly socket?: Wire }
  /** What waits for the transport to take more: the wire says that only of what it was given. */
  readonly writeBuffer?: readonly { readonly data?: unknown }[]
}
const insideOf = (conn: Conn): Inside => conn as unknown as Inside

/** What was sent is not read at the other end. */
export function isClogged(conn: Conn): boolean {
  const { transport, writeBuffer = [] } = insideOf(conn)
  if (writeBuffer.length === 0) return false
  if (writeBuffer.length > MAX_WAITING_PACKETS) return true
  let bytes = transport?.socket?.bufferedAmount ?? 0
  for (const { data } of writeBuffer) if (typeof data === 'string') bytes += data.length
  return bytes > MAX_WAITING_BYTES
}

/** Ends a connection without waiting for what it still has to send, or for its peer. */
export function cut(conn: Conn): void {
  const wire = insideOf(conn).transport?.socket
  if (wire?.terminate) wire.terminate()
  else conn.close(true)
}

/** A peer that does not answer pings does not answer the closing handshake either: its TCP connection goes, too. */
export function endGhost(conn: Conn): void {
  conn.once('close', (reason: string) => {
    if (reason === 'ping timeout') insideOf(conn).transport?.socket?.terminate?.()
  })
}
