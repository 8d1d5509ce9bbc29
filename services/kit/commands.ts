import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Value } from 'typebox/value'
import { Command, CommandAnswer, type CommandOutcome } from '../../contracts/command.ts'
import type { Bus } from './bus.ts'
import type { Consumer } from './consumer.ts'
import { closeRedis, type RedisClient, withRedis } from './redis.ts'
import { COMMAND_ANSWERS, commandsOf } from './streams.ts'

export interface CommandSender {
  /** Resolves when the command is on disk; the adapter instance that holds the lease will take it, or it expires. */
  send(command: Command): Promise<void>
  /** The command's one answer, or undefined if there is none within `timeoutMs`. Ask before you send. */
  answerOf(id: string, timeoutMs: number): Promise<CommandAnswer | undefined>
  stop(): void
}

interface SenderDeps {
  readonly bus: Bus
  connect(name: string): Promise<RedisClient>
  readonly log: Logger
}

/** Sends commands and hears every answer as it comes (its own tail of the stream: no group, nothing acknowledged). */
export function createCommandSender({ bus, connect, log }: SenderDeps): CommandSender {
  const waiting = new Map<string, (answer: CommandAnswer | undefined) => void>()
  const stopping = new AbortController()
  let reader: RedisClient | undefined

  async function listen(): Promise<void> {
    reader = await connect('answers')
    let from = '$'
    while (!stopping.signal.aborted) {
      try {
        if (from === '$') from = (await reader.xRevRange(COMMAND_ANSWERS, '+', '-', { COUNT: 1 }))?.[0]?.id ?? '0'
        const reply = (await reader.xRead({ key: COMMAND_ANSWERS, id: from }, { BLOCK: 1_000, COUNT: 100 })) as
          | { messages: { id: string; message: Record<string, string> }[] }[]
          | null
        for (const { id, message } of reply?.[0]?.messages ?? []) {
          from = id
          deliver(message['m'])
        }
      } catch (err) {
        if (stopping.signal.aborted) return
        log.debug({ err }, 'listening for answers again')
        await sleep(200, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  function deliver(text: string | undefined): void {
    const answer: unknown = JSON.parse(text ?? 'null')
    if (Value.Check(CommandAnswer, answer)) waiting.get(answer.id)?.(answer)
  }

  void listen()
  return {
    async send(command) {
      await bus.publish(commandsOf(command.instance), command)
    },
    answerOf(id, timeoutMs) {
      return new Promise((resolve) => {
        const settle = (answer: CommandAnswer | undefined): void => {
          clearTimeout(timer)
          waiting.delete(id)
          resolve(answer)
        }
        const timer = setTimeout(() => settle(undefined), timeoutMs)
        waiting.set(id, settle)
      })
    },
    stop() {
      stopping.abort()
      for (const settle of waiting.values()) settle(undefined)
      if (reader) closeRedis(reader)
    }
  }
}

interface ServerDeps {
  readonly bus: Bus
  readonly redis: RedisClient
  readonly log: Logger
  readonly instance: string
  readonly consumer: string
  now(): number
  handle(command: Command): Promise<CommandOutcome>
}

const REMEMBER_SECONDS = 3_600

/**
 * Takes an instance's commands. The same id twice is done once: it is claimed before it is tried, and its answer is
 * kept for an hour and given again. A claim without an answer means that the process died at it: it is not tried again.
 */
export function serveCommands(deps: ServerDeps): Consumer {
  const { bus, redis, log, instance, consumer, now, handle } = deps

  async function outcomeOf(command: Command): Promise<CommandOutcome> {
    const key = `hub:command:${command.id}`
    const claimed = await withRedis(() =>
      redis.set(key, 'claimed', { condition: 'NX', expiration: { type: 'EX', value: REMEMBER_SECONDS } })
    )
    if (claimed === null) {
      const known = await withRedis(() => redis.get(key))
      if (known !== null && known !== 'claimed') return JSON.parse(known) as CommandOutcome
      return { status: 'refused', reason: 'interrupted', message: 'the hub stopped while it was at this command' }
    }
    const outcome = await attempt(command)
    await withRedis(() =>
      redis.set(key, JSON.stringify(outcome), { expiration: { type: 'EX', value: REMEMBER_SECONDS } })
    )
    return outcome
  }

  async function attempt(command: Command): Promise<CommandOutcome> {
    if (Date.parse(command.expiresAt) <= now()) return { status: 'expired' }
    try {
      return await handle(command)
    } catch (err) {
      log.error({ err, instance, id: command.id }, 'a command failed')
      return { status: 'refused', reason: 'interrupted', message: 'the adapter failed at it: see the log' }
    }
  }

  return bus.consume({
    stream: commandsOf(instance),
    group: 'adapter',
    consumer,
    concurrency: 16,
    maxFailures: 2,
    async handle(message) {
      if (!Value.Check(Command, message)) throw new Error('not a command')
      const outcome = await outcomeOf(message)
      const { id, type } = message
      const answeredAt = new Date(now()).toISOString()
      const answer: CommandAnswer = { id, instance, type, subject: message.data.subject, answeredAt, outcome }
      await bus.publish(COMMAND_ANSWERS, answer)
    }
  })
}
