import type pg from 'pg'
import type { Logger } from 'pino'
import type { HubConfig } from '../../contracts/config.ts'
import type { Bus } from '../kit/bus.ts'
import type { Consumer } from '../kit/consumer.ts'
import type { Nearby } from '../kit/nearby.ts'
import type { RedisClient } from '../kit/redis.ts'
import { COMMAND_ANSWERS, CONTACT_EVENTS, consumerName, FORM_EVENTS, TRACES } from '../kit/streams.ts'
import { createAnswerHandler } from './calls/answers.ts'
import type { CallDeps } from './calls/service.ts'
import type { Durable } from './durable.ts'
import type { Publisher } from './feed/publisher.ts'
import { GROUP } from './health.ts'
import { createEarly } from './ingest/early.ts'
import { createIngest } from './ingest/service.ts'
import type { Adopt } from './leads/apply.ts'
import { createArrivals, createPatience } from './leads/patience.ts'
import { createTraceIngest } from './trace/ingest.ts'

/** Among so many a call that begins is found and goes first. */
const EVENTS_AT_ONCE = 32
/** Most of them wait for the disk together. */
const FORMS_AT_ONCE = 12

interface Parts {
  readonly hub: HubConfig
  readonly log: Logger
  readonly nearby: Nearby | undefined
  readonly port: number
  readonly pools: { readonly db: pg.Pool; readonly ingestDb: pg.Pool; readonly formsDb: pg.Pool }
  readonly durable: Durable
  readonly redis: RedisClient
  readonly bus: Bus
  readonly publisher: Publisher
  readonly calls: CallDeps
  readonly adopt: Adopt
  readonly forgetPops: () => void
  readonly wakeRouter: () => void
}

/** Everything that comes over streams is taken from now on; calls that begin in this process before they come there. */
export function startConsumers({ hub, log, nearby, pools, durable, redis, bus, publisher, ...parts }: Parts): Consumer {
  const { port, calls, adopt, forgetPops, wakeRouter } = parts
  const consumer = consumerName(port)
  const early = createEarly(createIngest({ db: pools.ingestDb, hub, publisher, durable }), log)
  const patience = createPatience({ arrivals: createArrivals(() => redis.xLen(FORM_EVENTS)) })
  const formIngest = createIngest({
    ...{ db: pools.formsDb, hub, publisher, durable },
    ...{ wakeRouter, patience, forgetPops, adopt }
  })
  const stopHearing = nearby?.listen(CONTACT_EVENTS, early.hear)
  const consumers = [
    bus.consume({ stream: CONTACT_EVENTS, group: GROUP, consumer, concurrency: EVENTS_AT_ONCE, handle: early.handle }),
    bus.consume({ stream: FORM_EVENTS, group: GROUP, consumer, concurrency: FORMS_AT_ONCE, handle: formIngest }),
    bus.consume({
      ...{ stream: COMMAND_ANSWERS, group: GROUP, consumer, concurrency: 4 },
      handle: createAnswerHandler(calls)
    }),
    bus.consume({
      ...{ stream: TRACES, group: GROUP, consumer, concurrency: 2, keep: 20 },
      handle: createTraceIngest(pools.db)
    })
  ]
  return {
    async stop() {
      stopHearing?.()
      await Promise.all(consumers.map((each) => each.stop()))
    }
  }
}
