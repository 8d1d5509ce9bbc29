import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

const FOLDER = join(tmpdir(), 'perezvon-ports')
const claims: string[] = []
let next = 0
let end = 0
let media = 0

/** A port of 127.0.0.1 and 127.0.0.2, TCP and UDP, with the three above it, that nobody else of the tests is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    if (next + STEP > end) takeBlock()
    const port = next
    next += STEP
    if (await isFree(port)) return port
  }
}

/** A range of ports for the RTP of phones: they share it, and each takes what is free. */
export function mediaPorts(): readonly [first: number, last: number] {
  if (end === 0) takeBlock()
  return [media, media + MEDIA - 1]
}

function takeBlock(): void {
  mkdirSync(FOLDER, { recursive: true })
  for (let first = FIRST; first + BLOCK <= AFTER; first += BLOCK) {
    const file = join(FOLDER, String(first))
    if (!claim(file)) continue
    if (claims.length === 0) process.once('exit', () => claims.forEach((mine) => void rmSync(mine, { force: true })))
    claims.push(file)
    if (media === 0) media = first
    next = first + MEDIA
    end = first + BLOCK
    return
  }
  throw new Error('no free ports: too many tests run at once')
}

/** The file is the claim; one whose process is gone is nobody's. */
function claim(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isAlive(file)) return false
    rmSync(file, { force: true })
    return claim(file)
  }
}

function isAlive(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    if (pid > 0) process.kill(pid, 0)
    return true // an empty file is being written
  } catch (err) {
    return (err as NodeJS.ErrnoException).code === 'EPERM'
  }
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
