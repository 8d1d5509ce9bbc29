import pino from 'pino'
import type { Test } from 'tap'
import type { Command, CommandOutcome } from '../../../contracts/command.ts'
import { createBus } from '../../kit/bus.ts'
import { serveCommands } from '../../kit/commands.ts'
import { leaseKey, writeInstance } from '../../kit/instances.ts'
import { openRedis } from '../../kit/redis.ts'
import type { Core } from '../harness.test.ts'

const log = pino({ level: 'silent' })

/** The adapter's end of the commands, as the adapter host runs it: `answer` says what the telephone system did. */
export async function startPbx(
  t: Test,
  core: Core,
  answer: (command: Command) => Promise<CommandOutcome> | CommandOutcome
) {
  const commands: Command[] = []
  await core.redis.set(leaseKey('pbx1'), 'somebody')
  await writeInstance(core.redis, {
    ...{ instance: 'pbx1', system: 'asterisk', state: 'up', summary: 'connected', details: {} },
    ...{ commands: ['call.make', 'call.hangup'], at: new Date().toISOString() }
  })
  const connect = (name: string) => openRedis(core.redisUrl, log, `pbx-${name}`)
  const redis = await connect('pbx')
  const server = serveCommands({
    ...{ bus: createBus({ redis, connect, log }), redis, log, instance: 'pbx1', consumer: 'test', now: Date.now },
    handle: async (command) => {
      commands.push(command)
      return answer(command)
    }
  })
  t.teardown(async () => {
    await server.stop()
    redis.destroy()
  })
  return commands
}
