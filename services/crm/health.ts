import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { HealthPage } from '../../contracts/rest.ts'
import type { Bus } from '../kit/bus.ts'
import { readInstances } from '../kit/instances.ts'
import type { RedisClient } from '../kit/redis.ts'
import { CONTACT_EVENTS, FORM_EVENTS } from '../kit/streams.ts'

interface Options {
  readonly db: pg.Pool
  readonly redis: RedisClient
  readonly bus: Bus
}

export const GROUP = 'crm'
const DEADLINE_MS = 900

/** True if the work is done in time. Answers within a second, whatever is away. */
async function works(work: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), DEADLINE_MS)
  })
  const done = work().then(
    () => true,
    () => false
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}

export const postgresWorks = (db: pg.Pool): Promise<boolean> => works(() => db.query('select 1'))
export const redisWorks = (redis: RedisClient): Promise<boolean> => works(() => redis.ping())

/** Of calls and messages, and of forms, together: each of them waits for the same core. */
export async function busFigures(bus: Bus) {
  const both = await Promise.all([CONTACT_EVENTS, FORM_EVENTS].map((stream) => bus.figures(stream, GROUP)))
  const sum = (of: 'pending' | 'lag' | 'deadLetters'): number => both.reduce((all, figures) => all + figures[of], 0)
  return { pending: sum('pending'), lag: sum('lag'), deadLetters: sum('deadLetters') }
}

export const healthRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { db, redis, bus }) => {
  app.get(
    '/health',
    {
      schema: {
        summary: 'The databases, the bus, and every connection to an outside system',
        tags: ['health'],
        response: { 200: HealthPage }
      }
    },
    async () => {
      const [postgres, isRedisThere] = await Promise.all([postgresWorks(db), redisWorks(redis)])
      return {
        postgres,
        redis: isRedisThere,
        adapters: isRedisThere ? await readInstances(redis) : [],
        bus: isRedisThere ? await busFigures(bus) : { pending: 0, lag: 0, deadLetters: 0 }
      }
    }
  )
}
