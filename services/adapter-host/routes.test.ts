import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import type { Adapter } from '../../contracts/adapter.ts'
import { inboundRoutes } from './routes.ts'
import type { Runner } from './runner.ts'

/** An adapter that refuses whatever comes without reading it. */
async function open(t: Test): Promise<{ socket: Socket; answer: () => Promise<string> }> {
  const adapter: Partial<Adapter> = { onRequest: async () => ({ status: 404, body: 'there is no such form' }) }
  const runner: Partial<Runner> = { system: 'forms', current: () => adapter as Adapter }
  const app = fastify()
  await inboundRoutes(app, new Map([['site', runner as Runner]]))
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  let said = ''
  let wasHeard = (): void => {}
  socket.on('data', (data) => {
    said += data
    wasHeard()
  })
  const answer = async (): Promise<string> => {
    if (!said.includes('no such form'))
      await new Promise<void>((resolve, reject) => {
        wasHeard = () => said.includes('no such form') && resolve()
        socket.once('error', reject)
      })
    const whole = said
    said = ''
    return whole
  }
  return { socket, answer }
}

const head = (length: number): string =>
  `POST /f/nothing HTTP/1.1\r\nhost: a.example\r\ncontent-type: text/plain\r\ncontent-length: ${length}\r\n\r\n`

t.test('a form that is refused before it was read is read all the same, and the connection goes on', async (t) => {
  const { socket, answer } = await open(t)
  for (const _ of [1, 2]) {
    socket.write(head(300_000))
    for (let sent = 0; sent < 300_000; sent += 10_000) socket.write('x'.repeat(10_000))
    const said = await answer()
    t.match(said, /^HTTP\/1\.1 404/)
    t.notMatch(said, /connection: close/i)
  }
})

t.test('what never ends is answered, and the connection closed', async (t) => {
  const { socket, answer } = await open(t)
  socket.write(head(5_000_000_000))
  const timer = setInterval(() => socket.write('x'.repeat(100_000)), 5)
  t.teardown(() => clearInterval(timer))
  const said = await answer()
  t.match(said, /^HTTP\/1\.1 404/)
  t.match(said, /connection: close/i)
})

t.test('who sends nothing more is answered, too', async (t) => {
  const { socket, answer } = await open(t)
  socket.write(head(1_000))
  t.match(await answer(), /^HTTP\/1\.1 404/)
})
