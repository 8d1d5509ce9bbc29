import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { freePort } from './ports.ts'

export interface RedisServer {
  readonly url: string
  /** kill -9, as a bad day would. */
  kill(): Promise<void>
  /** It stands still, with all its connections, as one whose disk hangs; and goes on. */
  freeze(): void
  thaw(): void
  /** Comes up again on the same port with the same data. */
  start(): Promise<void>
}

/** A Redis of the test's own: channels and data are shared with no other test. */
export async function freshRedis(t: Test): Promise<string> {
  return (await redisServer(t, 'no')).url
}

/** As `freshRedis`, durable, and can be killed and started again. */
export async function redisServer(t: Test, flush: 'always' | 'no' = 'always'): Promise<RedisServer> {
  const dir = await mkdtemp(join(tmpdir(), 'perezvon-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}/0`
  let child: ReturnType<typeof spawn> | undefined

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  async function start(): Promise<void> {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '']
    child = spawn(
      process.env['TEST_REDIS_SERVER'] ?? 'redis-server',
      [...options, '--appendonly', 'yes', '--appendfsync', flush, '--auto-aof-rewrite-min-size', '256mb'],
      {
        stdio: 'ignore'
      }
    )
    await untilItAnswers(port)
  }
  t.teardown(async () => {
    await kill()
    await rm(dir, { recursive: true, force: true })
  })
  await start()
  return {
    ...{ url, kill, start },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT')
  }
}

async function untilItAnswers(port: number): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await answers(port))) {
    if (Date.now() > deadline) throw new Error('the Redis of this test did not start')
    await sleep(10)
  }
}

/** False while it is not up yet, or still reads what it kept. A client of the package would be a class of its own each time. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.on('data', (data) => {
      resolve(data.toString() === '+PONG\r\n')
      socket.destroy()
    })
    socket.setTimeout(1_000, () => socket.destroy())
    socket.on('error', () => {})
    socket.on('close', () => resolve(false))
  })
}
