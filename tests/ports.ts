import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/**
 * Below the range from which the system takes ports for outgoing connections, so that none is gone again before it is
 * used; above it, to 31999, the RTP of the laboratory's PBXs has its place.
 */
const [FIRST, AFTER] = [10_200, 20_000]
/** A process owns whole blocks: a port that it was given stays its own while nobody listens there. */
const BLOCK = 200
/** Of each block, for the RTP of phones: they look for a free pair by themselves. */
const MEDIA = 40
/** baresip takes the port above its own, sipp the two above its media's. */
const STEP = 4

/** Whoever listens on the first port of a block owns it; the system takes it back when the process ends. */
const claims: Server[] = []
let next = 0
let end = 0
let media = 0
let taking: Promise<void> | undefined

/** A port of 127.0.0.1 and 127.0.0.2, TCP and UDP, with the three above it, that nobody else of the tests is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    if (next + STEP > end) {
      await needBlock()
      continue
    }
    const port = next
    next += STEP
    if (await isFree(port)) return port
  }
}

/** A range of ports for the RTP of phones: they share it, and each takes what is free. */
export async function mediaPorts(): Promise<readonly [first: number, last: number]> {
  if (end === 0) await needBlock()
  return [media, media + MEDIA - 3]
}

/** Who asks while a block is being taken waits for that one. */
function needBlock(): Promise<void> {
  taking ??= takeBlock().finally(() => {
    taking = undefined
  })
  return taking
}

async function takeBlock(): Promise<void> {
  for (let first = FIRST; first + BLOCK <= AFTER; first += BLOCK) {
    const claim = await listenOn(first)
    if (!claim) continue
    claims.push(claim.unref())
    if (media === 0) media = first + 2 // an even port: RTP has even ones
    next = first + MEDIA
    end = first + BLOCK
    return
  }
  throw new Error('no free ports: too many tests run at once')
}

/** Undefined when somebody has it. */
async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return server
  } catch {
    return undefined
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = await listenOn(port)
  if (!server) return false
  const datagrams = createSocket('udp4')
  try {
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
