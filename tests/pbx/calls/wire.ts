import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

/** The way between a hub and the manager port of a PBX: it can be cut, and it keeps what the PBX said. */
export interface Wire {
  readonly port: number
  /** Cuts every connection and takes no new one until `mend`. */
  cut(): void
  mend(): void
  /** How many connections it has carried. */
  readonly connections: number
  /** Forgets what was said so far. */
  record(): void
  /** All that the PBX said since `record`. */
  recorded(): Buffer
}

export async function openWire(t: Pick<Test, 'teardown'>, amiPort: number): Promise<Wire> {
  const ends = new Set<Socket>()
  let isCut = false
  let connections = 0
  let said: Buffer[] = []
  const server = createServer((hub) => {
    if (isCut) return void hub.destroy()
    connections += 1
    const pbx = connect(amiPort, '127.0.0.1')
    for (const end of [hub, pbx]) {
      ends.add(end)
      end.setNoDelay(true)
      end.on('error', () => {}) // either side may be killed by the test
      end.once('close', () => {
        ends.delete(end)
        hub.destroy()
        pbx.destroy()
      })
    }
    pbx.on('data', (data) => said.push(data))
    pbx.pipe(hub)
    hub.pipe(pbx)
  })
  const cut = (): void => {
    isCut = true
    for (const end of ends) end.destroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    cut()
    server.close()
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut,
    mend() {
      isCut = false
    },
    get connections() {
      return connections
    },
    record() {
      said = []
    },
    recorded: () => Buffer.concat(said)
  }
}
