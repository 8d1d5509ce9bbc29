import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** What goes wrong with one request. `lost`: it is done, and the answer does not come. */
export type Fault = 'lost' | 'unreachable' | 'overloaded' | 'page-of-a-proxy'

export interface Listening {
  readonly url: string
  /** For the next requests, one each. */
  readonly faults: Fault[]
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

/** A vendor's HTTP API on loopback, faults included. */
export async function listen(
  t: Test,
  answer: (request: IncomingMessage, body: Buffer) => Reply | Promise<Reply>
): Promise<Listening> {
  const faults: Fault[] = []
  const server: Server = createServer((request, response) => {
    handle(request, response).catch((err: Error) => response.writeHead(500).end(err.message))
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const fault = faults.shift()
    if (fault === 'unreachable') return void request.socket.destroy()
    if (fault === 'overloaded') return void response.writeHead(429).end('{"message":"Too many requests","code":429}')
    if (fault === 'page-of-a-proxy') return void response.writeHead(502).end('<html>Bad gateway</html>')
    const { status, body } = await answer(request, Buffer.concat(chunks))
    if (fault === 'lost') return void request.socket.destroy()
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults }
}
