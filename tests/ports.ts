import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the range from which the system takes ports for outgoing connections, so that none is gone again before it is
 * used; above it, to 31999, the RTP of the laboratory's PBXs has its place.
 */
const [FIRST, AFTER] = [10_240, 20_000]
const given = new Set<number>()

/** A TCP and UDP port of 127.0.0.1 that nobody has now, and that this process was not given before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = randomInt(FIRST, AFTER)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
  throw new Error('no free port')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const datagrams = createSocket('udp4')
  try {
    await once(server, 'listening')
    datagrams.bind(port, '127.0.0.1')
    await once(datagrams, 'listening')
    return true
  } catch {
    return false // somebody has it
  } finally {
    server.close()
    datagrams.close()
  }
}
