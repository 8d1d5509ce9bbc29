import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import { Lead, LeadPatch, LeadState, WholeLead } from '../../../contracts/lead.ts'
import { FunnelBy, LeadFunnel } from '../../../contracts/lead-funnel.ts'
import { page } from '../../../contracts/rest.ts'
import { Time } from '../../../contracts/words.ts'
import { askerOf } from '../auth/asker.ts'
import { personOf } from '../concern.ts'
import { CursorText, cutById, DEFAULT_LIMIT, IdParams, Limit } from '../paging.ts'
import { sightOf } from '../visibility.ts'
import { readFunnel } from './funnel.ts'
import { findSeenLead, listLeads } from './list.ts'
import { changeLead, type LeadDeps } from './service.ts'

const tags = ['leads']
const Id = Type.String({ format: 'uuid' })
const ListQuery = Type.Object(
  {
    state: Type.Optional(
      Type.Union([LeadState, Type.Literal('open')], { description: '`open`: new or taken. Without it: all but spam.' })
    ),
    form: Type.Optional(Id),
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    owner: Type.Optional(
      Type.Union([Type.Literal('me'), Type.Literal('none'), Id], { description: '`none`: nobody has taken it' })
    ),
    contact: Type.Optional(Id),
    q: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'words of name, number, address, text' })
    ),
    cursor: CursorText,
    limit: Limit
  },
  { additionalProperties: false }
)

const FunnelQuery = Type.Object(
  { by: Type.Optional(FunnelBy), since: Type.Optional(Time), until: Type.Optional(Time), form: Type.Optional(Id) },
  { additionalProperties: false }
)

export const leadRoutes: FastifyPluginAsyncTypebox<LeadDeps> = async (app, deps) => {
  const { db } = deps

  app.get(
    '/leads',
    { schema: { summary: 'Leads, newest first', tags, querystring: ListQuery, response: { 200: page(Lead) } } },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, owner, ...filter } = request.query
      const asker = askerOf(request)
      const whose = owner === undefined ? {} : { owner: personOf('owner', owner, asker) }
      return cutById(await listLeads(db, { ...filter, ...whose, sight: sightOf(asker) }, cursor, limit + 1), limit)
    }
  )

  app.get(
    '/leads/funnel',
    {
      schema: {
        summary: 'What became of the leads that came in a time, by where they came from',
        tags,
        querystring: FunnelQuery,
        response: { 200: LeadFunnel }
      }
    },
    async (request) => {
      const { by = 'source', ...filter } = request.query
      return readFunnel(db, { by, ...filter, sight: sightOf(askerOf(request)) })
    }
  )

  app.get(
    '/leads/:id',
    { schema: { summary: 'One lead, with all that was sent', tags, params: IdParams, response: { 200: WholeLead } } },
    async (request) => {
      const lead = await findSeenLead(db, sightOf(askerOf(request)), request.params.id)
      if (!lead) throw new HubError('not-found', 'no such lead')
      return lead
    }
  )

  app.patch(
    '/leads/:id',
    {
      schema: {
        summary: 'Take it, hand it on, or say what came of it',
        tags,
        params: IdParams,
        body: LeadPatch,
        response: { 200: WholeLead }
      }
    },
    async (request) => changeLead(deps, request.params.id, request.body, sightOf(askerOf(request)))
  )
}
