import net from 'node:net'
import t from 'tap'
import { startAmiPlayer } from '../../tests/simulators/ami-player.ts'
import { until } from '../../tests/until.ts'
import { UnsafeValue } from '../kit/line-safe.ts'
import { AmiUnanswered, connectAmi } from './client.ts'
import { createEngine } from './engine.ts'
import { LINK_TIMES } from './link.ts'
import type { AmiMessage } from './model/message.ts'
import { testContext } from './test-context.ts'

const clock = testContext(1).context.clock
const QUICK = { ...LINK_TIMES, pingEveryMs: 30, pingDeadlineMs: 60 }

async function connected(port: number) {
  const events: AmiMessage[] = []
  const closed: string[] = []
  const handlers = {
    onEvent: (message: AmiMessage) => events.push(message),
    onFault: () => undefined,
    onClose: (reason: string) => closed.push(reason)
  }
  const connection = await connectAmi({ host: '127.0.0.1', port, tls: false }, handlers, clock, 30_000)
  return { connection, events, closed }
}

t.test('a value with a line end never becomes a second action', async (t) => {
  const player = await startAmiPlayer({})
  const { connection } = await connected(player.port)
  for (const bad of ['200\r\n\r\nAction: Command\r\nCommand: core stop now', '200\nX: y', '200\r', '2\u000000']) {
    await t.rejects(connection.action('Originate', { Exten: bad }), UnsafeValue)
  }
  await t.rejects(connection.action('Originate', { 'Exten: 1\r\nAction': 'x' }), UnsafeValue)
  await t.rejects(connection.action('Ping\r\n\r\nAction: Logoff'), UnsafeValue)
  t.equal((await connection.action('Ping'))['ping'], 'Pong')
  t.strictSame(
    player.actions.map((action) => action['action']),
    ['Ping']
  )
  connection.close('over')
  await player.close()
})

t.test('an action that is not answered fails after its time, and when the connection is gone', async (t) => {
  const player = await startAmiPlayer({ answer: (action) => (action['action'] === 'Ping' ? null : undefined) })
  const { connection, closed } = await connected(player.port)
  await t.rejects(connection.action('Ping', {}, 30), AmiUnanswered)
  const waiting = connection.action('Ping', {}, 5000)
  player.drop()
  await t.rejects(waiting, AmiUnanswered)
  await until(() => closed.length === 1)
  await t.rejects(connection.action('Ping'), AmiUnanswered)
  await player.close()
})

t.test('a list is its items; an event with another action id is an event', async (t) => {
  const player = await startAmiPlayer({
    answer: (action) =>
      action['action'] === 'QueueStatus'
        ? [
            'Response: Success\r\nEventList: start',
            'Event: QueueEntry\r\nQueue: sales',
            'Event: Done\r\nEventList: Complete'
          ]
        : undefined
  })
  const { connection, events } = await connected(player.port)
  await connection.action('Login', {})
  t.strictSame(
    ((await connection.list('QueueStatus')) ?? []).map((item) => item['queue']),
    ['sales']
  )
  player.send('Event: OriginateResponse\r\nActionID: perezvon-999\r\n\r\n')
  await until(() => events.length === 1)
  connection.close('over')
  await player.close()
})

t.test('a server that does not greet is given up', async (t) => {
  const server = net.createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  const handlers = { onEvent: () => undefined, onFault: () => undefined, onClose: () => undefined }
  await t.rejects(connectAmi({ host: '127.0.0.1', port, tls: false }, handlers, clock, 50), AmiUnanswered)
  server.close()
})

t.test(
  'a link that is cut, even in the middle of a header, comes back by itself and says what was missed',
  async (t) => {
    const player = await startAmiPlayer({})
    const { context, events, health, counts } = testContext(player.port)
    const engine = createEngine(context)
    await engine.start(new AbortController().signal)
    t.equal(health.at(-1)?.state, 'up')
    player.send('Event: Newchannel\r\nChannel: PJSIP/trunk-0')
    player.drop()
    await until(() => health.at(-1)?.state === 'down')
    await until(() => health.at(-1)?.state === 'up')
    await until(() => events.length > 0)
    t.strictSame(
      events.map((event) => event.type),
      ['feed.gap']
    )
    t.equal(counts.get('links_lost'), 1)
    await engine.stop()
    await player.close()
  }
)

t.test('a PBX that falls silent is noticed by a ping that is not answered', async (t) => {
  let silent = false
  const player = await startAmiPlayer({
    answer: (action) => (silent && action['action'] === 'Ping' ? null : undefined)
  })
  const { context, health } = testContext(player.port)
  const engine = createEngine(context, QUICK)
  await engine.start(new AbortController().signal)
  silent = true
  await until(() => health.at(-1)?.state === 'down')
  t.match(health.at(-1)?.summary, /ping/)
  silent = false
  await until(() => health.at(-1)?.state === 'up')
  await engine.stop()
  await player.close()
})

t.test('a refused password is said once, clearly, without the password', async (t) => {
  const player = await startAmiPlayer({ secret: 'another' })
  const { context, health, lines } = testContext(player.port)
  const engine = createEngine(context)
  await engine.start(new AbortController().signal)
  t.equal(health.at(-1)?.state, 'down')
  t.match(health.at(-1)?.summary, /refuses the AMI login .*check ami.username and ami.secret/)
  t.equal(lines.filter((line) => line.level === 'error').length, 1)
  t.notMatch(JSON.stringify([lines, health]), /top-secret/)
  t.equal(player.actions.length, 1, 'and it is not asked again at once')
  await engine.stop()
  await player.close()
})

t.test('a PBX that is not there is no error: it is waited for', async (t) => {
  const player = await startAmiPlayer({})
  const { port } = player
  await player.close()
  const { context, health } = testContext(port)
  const engine = createEngine(context)
  await engine.start(new AbortController().signal)
  t.equal(health.at(-1)?.state, 'down')
  const late = await startAmiPlayer({ port })
  await until(() => health.at(-1)?.state === 'up')
  await engine.stop()
  await late.close()
})
