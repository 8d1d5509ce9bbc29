import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { LeadRule, LeadRuleOrder, LeadRulePatch, NewLeadRule } from '../../../contracts/lead-rule.ts'
import { page } from '../../../contracts/rest.ts'
import { IdParams } from '../paging.ts'
import { changeRule, createRule, known, removeRule, setOrder } from './service.ts'
import { findRule, listRules } from './store.ts'

const tags = ['leads']

export const leadRuleRoutes: FastifyPluginAsyncTypebox<{ db: pg.Pool }> = async (app, { db }) => {
  app.get(
    '/lead-rules',
    {
      schema: {
        summary: 'To whom leads go: the rules, in the order in which they are tried',
        tags,
        response: { 200: page(LeadRule) }
      }
    },
    async () => ({ items: await listRules(db), nextCursor: null })
  )

  app.post(
    '/lead-rules',
    {
      schema: {
        summary: 'Add a rule, after all others; it holds for leads that come from now on',
        tags,
        body: NewLeadRule,
        response: { 201: LeadRule }
      }
    },
    async ({ body }, reply) => {
      const rule = await createRule(db, body)
      return reply.code(201).header('location', `/api/v1/lead-rules/${rule.id}`).send(rule)
    }
  )

  app.put(
    '/lead-rules/order',
    {
      schema: { summary: 'Try the rules in this order', tags, body: LeadRuleOrder, response: { 200: page(LeadRule) } }
    },
    async ({ body: { ids } }) => ({ items: await setOrder(db, ids), nextCursor: null })
  )

  app.get(
    '/lead-rules/:id',
    { schema: { summary: 'One rule', tags, params: IdParams, response: { 200: LeadRule } } },
    async ({ params: { id } }) => known(await findRule(db, id))
  )

  app.patch(
    '/lead-rules/:id',
    {
      schema: {
        summary: 'Change a rule; of `when` and `to` what is not named stays',
        tags,
        params: IdParams,
        body: LeadRulePatch,
        response: { 200: LeadRule }
      }
    },
    async ({ params: { id }, body }) => changeRule(db, id, body)
  )

  app.delete(
    '/lead-rules/:id',
    { schema: { summary: 'Remove a rule', tags, params: IdParams, response: { 204: Type.Null() } } },
    async ({ params: { id } }, reply) => {
      await removeRule(db, id)
      return reply.code(204).send(null)
    }
  )
}
