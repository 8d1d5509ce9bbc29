import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { FeedItem } from '../../../contracts/feed.ts'
import type { Interaction } from '../../../contracts/interaction.ts'
import type { LeadOffer } from '../../../contracts/lead-offer.ts'
import { LiveSnapshot, type PopContext, page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import type { Durable } from '../durable.ts'
import { readLive } from '../interactions/store.ts'
import { badCursor } from '../paging.ts'
import { readOpenOffers } from '../routing/store.ts'
import { inTransaction, READ_AT_ONCE } from '../transaction.ts'
import { sightOf } from '../visibility.ts'
import { feedBounds, itemOf, readFeed } from './store.ts'

interface Options {
  readonly db: pg.Pool
  /** A number is given out when what it stands for is on the disk: another start must not give it to something else. */
  readonly durable: Durable
  readonly pops: {
    popOf(interaction: Interaction): Promise<PopContext | undefined>
    popOfLead(offer: LeadOffer): Promise<PopContext | undefined>
  }
}

const DEFAULT_ITEMS = 200
const Query = Type.Object(
  {
    cursor: Type.Optional(
      Type.String({ maxLength: 200, description: 'without one: from the oldest item that is kept' })
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '200 by default' }))
  },
  { additionalProperties: false }
)

export const feedRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { db, durable, pops }) => {
  app.get(
    '/events',
    {
      schema: {
        summary: 'What changed, in the order of commit. `nextCursor` is always there: ask with it for what is new.',
        tags: ['events'],
        querystring: Query,
        response: { 200: page(FeedItem) }
      }
    },
    async (request) => {
      const { query } = request
      const { last, oldest } = await feedBounds(db)
      const after = query.cursor === undefined ? oldest - 1 : numberOf(query.cursor)
      if (after > last) throw badCursor('there is no such item yet')
      if (after < oldest - 1) throw badCursor('what comes after it is no longer kept: begin with /api/v1/live')
      // Numbered without gaps: what is not for the asker is skipped, and the cursor goes on over it.
      const upTo = Math.min(last, after + (query.limit ?? DEFAULT_ITEMS))
      const items = (await readFeed(db, after, upTo, sightOf(askerOf(request)))).map(itemOf)
      await durable()
      return { items, nextCursor: String(upTo) }
    }
  )

  app.get(
    '/live',
    {
      schema: {
        summary: 'All live interactions, leads before people, and the place in the event stream at which this was so',
        tags: ['events'],
        response: { 200: LiveSnapshot }
      }
    },
    async (request) => {
      const sight = sightOf(askerOf(request))
      const { cursor, live, open } = await inTransaction(
        db,
        async (tx) => ({
          cursor: String((await feedBounds(tx)).last),
          live: await readLive(tx, sight),
          open: await readOpenOffers(tx, sight)
        }),
        READ_AT_ONCE
      )
      await durable()
      const items = await Promise.all(
        live.map(async (one) => ({ ...one, pop: (await pops.popOf(one.interaction)) ?? null }))
      )
      const offers = await Promise.all(
        open.map(async (offer) => ({ offer, pop: (await pops.popOfLead(offer)) ?? null }))
      )
      return { cursor, items, offers }
    }
  )
}

function numberOf(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw badCursor()
  return Number(cursor)
}
