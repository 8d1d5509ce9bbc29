import http from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { type WebSocket, WebSocketServer } from 'ws'
import { until } from '../../../tests/until.ts'
import { UnsafeValue } from '../../kit/line-safe.ts'
import { Refused } from '../../kit/link.ts'
import { testContext } from '../test-context.ts'
import { AriUnanswered, createAri, openEvents } from './client.ts'
import type { AriEvent } from './events.ts'

const { clock } = testContext(1).context

/** A server that misbehaves as told, and keeps what it was asked. */
async function peer(t: Test, answer: http.RequestListener, events?: (socket: WebSocket) => void) {
  const asked: http.IncomingMessage[] = []
  const server = http.createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  if (events !== undefined) {
    const sockets = new WebSocketServer({ server })
    sockets.on('connection', (socket, request) => {
      asked.push(request)
      events(socket)
    })
    t.teardown(() => {
      for (const socket of sockets.clients) socket.terminate()
    })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ari/`
  return { asked, endpoint: { url, username: 'hub', password: 'top/secret?' } }
}

async function asking(t: Test, answer: http.RequestListener, timeoutMs = 30_000) {
  const { asked, endpoint } = await peer(t, answer)
  const ari = createAri(endpoint, clock, timeoutMs)
  t.teardown(() => ari.close())
  return { asked, ari }
}

t.test('a value goes where it belongs and nowhere else; the password goes in a header only', async (t) => {
  const { asked, ari } = await asking(t, (_request, response) => response.end('[]'))
  await ari.channels.hangup('a/../b?c=d', { reason: 'busy' })
  await ari.bridges.addChannel('b', { channel: ['1', '2&x=y'], mute: true })
  t.same(
    asked.map(({ method, url }) => `${method} ${url}`),
    [
      'DELETE /ari/channels/a%2F..%2Fb%3Fc%3Dd?reason=busy',
      'POST /ari/bridges/b/addChannel?channel=1%2C2%26x%3Dy&mute=true'
    ]
  )
  t.equal(asked[0]?.headers.authorization, `Basic ${Buffer.from('hub:top/secret?').toString('base64')}`)
  for (const bad of ['', '.', '..', 'a\r\nb', 'x'.repeat(600)]) await t.rejects(ari.channels.get(bad), UnsafeValue)
  await t.rejects(ari.bridges.addChannel('b', { channel: ['1,2'] }), UnsafeValue)
  t.equal(asked.length, 2)
})

t.test('a server that is silent, talks nonsense or without end costs one request', async (t) => {
  const silent = await asking(t, () => undefined, 50)
  await t.rejects(silent.ari.channels.list(), new AriUnanswered('GET channels: no answer within 50 ms'))
  const half = await asking(t, (_request, response) => response.write('['), 50)
  await t.rejects(half.ari.channels.list(), AriUnanswered)
  const nonsense = await asking(t, (_request, response) => response.end('<html>'))
  await t.rejects(nonsense.ari.channels.list(), AriUnanswered)
  const endless = await asking(t, (_request, response) => response.end('x'.repeat(9 * 1024 * 1024)))
  await t.rejects(endless.ari.channels.list(), AriUnanswered)
  const cut = await asking(t, (request) => request.socket.destroy())
  await t.rejects(cut.ari.channels.list(), AriUnanswered)
  const busy = await asking(t, (_request, response) => response.writeHead(503).end('try\r\nlater'))
  await t.rejects(busy.ari.channels.list(), { name: 'AriRefused', message: 'GET channels: 503 try later' })
  const moved = await asking(t, (_request, response) => response.writeHead(302, { location: '/x' }).end())
  await t.rejects(moved.ari.channels.list(), { name: 'AriRefused' }, 'no redirection is followed')
})

async function listening(t: Test, events: (socket: WebSocket) => void) {
  const { asked, endpoint } = await peer(t, () => undefined, events)
  const heard: AriEvent[] = []
  const faults: string[] = []
  const closed: string[] = []
  const handlers = {
    onEvent: (event: AriEvent) => void heard.push(event),
    onFault: (sample: string) => void faults.push(sample),
    onClose: (reason: string) => void closed.push(reason)
  }
  const stream = await openEvents(endpoint, 'perezvon', handlers, clock, 100)
  t.teardown(() => stream.close('over'))
  return { asked, heard, faults, closed, stream }
}

t.test('events are handed on, also of a kind never seen; what is no event is counted', async (t) => {
  const { asked, heard, faults } = await listening(t, (socket) => {
    for (const text of ['{"type":"NeverSeen"}', 'nonsense', 'null', '{"type":"Dial"}']) socket.send(text)
  })
  await until(() => heard.length === 2)
  t.same(faults, ['nonsense', 'null'])
  t.equal(asked[0]?.url, '/ari/events?app=perezvon', 'no credential')
  t.match(asked[0]?.headers.authorization, /^Basic /)
})

t.test('a stream that ends, sends too much at once or falls silent is given up once, with the reason', async (t) => {
  const ended = await listening(t, (socket) => socket.close())
  await until(() => ended.closed.length === 1)
  const big = await listening(t, (socket) => socket.send(`{"type":"${'x'.repeat(300_000)}"}`))
  await until(() => big.closed.length === 1)
  t.equal(big.heard.length, 0)
  const silent = await listening(t, (socket) => socket.pause())
  await t.rejects(silent.stream.ping(), new AriUnanswered('no answer to a ping within 100 ms'))
  const well = await listening(t, () => undefined)
  await well.stream.ping()
  well.stream.close('over')
  await until(() => well.closed.length === 1)
  t.same(well.closed, ['over'])
})

t.test('a refused password is told apart from a server that has no events', async (t) => {
  for (const [status, expected] of [
    [401, Refused],
    [503, AriUnanswered],
    [404, AriUnanswered]
  ] as const) {
    const { endpoint } = await peer(t, () => undefined)
    const server = http.createServer((_request, response) => response.writeHead(status).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ari`
    const handlers = { onEvent: () => undefined, onFault: () => undefined, onClose: () => t.fail('it never was open') }
    await t.rejects(openEvents({ ...endpoint, url }, 'perezvon', handlers, clock, 1000), expected)
  }
})
