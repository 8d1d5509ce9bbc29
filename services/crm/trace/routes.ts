import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import type { Interaction } from '../../../contracts/interaction.ts'
import { InteractionTrace, type TraceItem } from '../../../contracts/trace.ts'
import type { Role } from '../../../contracts/words.ts'
import { askerOf } from '../auth/asker.ts'
import { findInteraction } from '../interactions/store.ts'
import { badCursor, IdParams } from '../paging.ts'
import { requireInteraction, sightOf } from '../visibility.ts'
import { createMask } from './mask.ts'
import { readTrace } from './store.ts'
import { traceItems } from './view.ts'

interface Options {
  readonly db: pg.Pool
  readonly keepDays: number
  /** Kept from those who see masked traces. */
  readonly maskKey: string
}

const DEFAULT_LIMIT = 500
const Query = Type.Object(
  {
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_000, description: `${DEFAULT_LIMIT} by default` }))
  },
  { additionalProperties: false }
)
const SEE_ALL: readonly Role[] = ['supervisor', 'admin']

export const traceRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { db, keepDays, maskKey }) => {
  app.get(
    '/interactions/:id/trace',
    {
      schema: {
        summary: 'Why it looks as it does: everything that made it, oldest first, with what each thing changed',
        tags: ['interactions'],
        params: IdParams,
        querystring: Query,
        response: { 200: InteractionTrace }
      }
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT } = request.query
      if (cursor !== undefined && !/^\d{1,16}$/.test(cursor)) throw badCursor()
      await requireInteraction(db, sightOf(askerOf(request)), request.params.id)
      const interaction = await findInteraction(db, request.params.id)
      if (!interaction) throw new HubError('not-found', 'no such interaction')
      const { traced, isCut } = await readTrace(db, interaction.id)
      const rest = traceItems(traced).filter(({ sequence }) => sequence > Number(cursor ?? -1))
      const items = rest.slice(0, limit)
      const isLast = rest.length === items.length
      if (isLast && isCut) items.push(theRest(items.at(-1)))
      const masked = !SEE_ALL.includes(askerOf(request).role)
      const { system, instance } = interaction.source
      const mask = masked ? createMask(maskKey, knownIn(interaction)) : undefined
      return {
        interaction: { id: interaction.id },
        source: { system, instance },
        masked,
        keptSince: keepDays === 0 ? null : new Date(Date.now() - keepDays * 86_400_000).toISOString(),
        items: mask ? mask(items) : items,
        nextCursor: isLast ? null : String(items.at(-1)?.sequence)
      }
    }
  )
}

/** What is beyond all that is shown of the longest calls. */
const theRest = (last: TraceItem | undefined): TraceItem => ({
  ...{ sequence: (last?.sequence ?? 0) + 1, at: last?.at ?? new Date(0).toISOString(), kind: 'gap', name: 'too long' },
  ...{ data: { dropped: null }, changes: [], told: [] }
})

function knownIn({ remote, line, contact, participants }: Interaction) {
  const texts = (values: readonly (string | null | undefined)[]): string[] => values.flatMap((value) => value || [])
  const outside = participants.filter(({ kind }) => kind === 'remote')
  const colleagues = participants.filter(({ kind }) => kind === 'agent')
  return {
    outside: texts([
      ...[remote.raw, remote.name, remote.address, contact?.displayName],
      ...outside.flatMap(({ address, name }) => [address, name])
    ]),
    own: texts([
      line,
      ...colleagues.flatMap(({ address, name, user, endpoint }) => [address, name, user?.name, endpoint])
    ])
  }
}
