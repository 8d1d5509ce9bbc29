import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { Form, FormPatch, FormPayload, FormTrial, FormTried, NewForm } from '../../../contracts/form.ts'
import { page } from '../../../contracts/rest.ts'
import { CursorText, cutById, DEFAULT_LIMIT, IdParams, Limit } from '../paging.ts'
import {
  changeForm,
  checkNetworks,
  checkNumbers,
  createForm,
  type FormDeps,
  known,
  removeForm,
  type TryDeps,
  tryPayload
} from './service.ts'
import { findForm, lastPayloads, listForms } from './store.ts'

const tags = ['forms']
const Query = Type.Object({ cursor: CursorText, limit: Limit }, { additionalProperties: false })

export const formRoutes: FastifyPluginAsyncTypebox<FormDeps & TryDeps> = async (app, deps) => {
  const { db } = deps

  app.get(
    '/forms',
    { schema: { summary: 'Forms, newest first', tags, querystring: Query, response: { 200: page(Form) } } },
    async ({ query: { cursor, limit = DEFAULT_LIMIT } }) => cutById(await listForms(db, cursor, limit + 1), limit)
  )

  app.post(
    '/forms',
    {
      schema: {
        summary: 'Add a form: it takes posts at /f/{key} at once',
        tags,
        body: NewForm,
        response: { 201: Form }
      }
    },
    async ({ body }, reply) => {
      checkNetworks(body.networks)
      checkNumbers(body.numbers)
      const form = await createForm(deps, body)
      return reply.code(201).header('location', `/api/v1/forms/${form.id}`).send(form)
    }
  )

  app.get(
    '/forms/:id',
    { schema: { summary: 'One form', tags, params: IdParams, response: { 200: Form } } },
    async ({ params: { id } }) => known(await findForm(db, id))
  )

  app.patch(
    '/forms/:id',
    { schema: { summary: 'Change a form', tags, params: IdParams, body: FormPatch, response: { 200: Form } } },
    async ({ params: { id }, body }) => {
      checkNetworks(body.networks)
      checkNumbers(body.numbers)
      return changeForm(deps, id, body)
    }
  )

  app.delete(
    '/forms/:id',
    {
      schema: {
        summary: 'Remove a form: its address is no more, its leads stay',
        tags,
        params: IdParams,
        response: { 204: Type.Null() }
      }
    },
    async ({ params: { id } }, reply) => {
      await removeForm(deps, id)
      return reply.code(204).send(null)
    }
  )

  app.get(
    '/forms/:id/payloads',
    {
      schema: {
        summary: 'The last ten that were sent to it, as they came',
        tags,
        params: IdParams,
        response: { 200: Type.Object({ items: Type.Array(FormPayload) }) }
      }
    },
    async ({ params: { id } }) => ({ items: await lastPayloads(db, known(await findForm(db, id)).key) })
  )

  app.post(
    '/forms/:id/try',
    {
      schema: {
        summary: 'What would be made of a payload; nothing of it is kept',
        tags,
        params: IdParams,
        body: FormTrial,
        response: { 200: Type.Object({ items: Type.Array(FormTried) }) }
      }
    },
    async ({ params: { id }, body }) => ({ items: (await tryPayload(deps, id, body)) as Static<typeof FormTried>[] })
  )
}
