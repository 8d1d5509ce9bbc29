import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import type { Static } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import { Interaction, WholeInteraction } from '../../../contracts/interaction.ts'
import { InteractionPatch, page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import { findContact } from '../contacts/store.ts'
import { checkDisposition } from '../dispositions/check.ts'
import { mentionInNote, rememberChoice } from '../evidence/service.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendInteractions } from '../feed/store.ts'
import { cut, DEFAULT_LIMIT, decodePlace, IdParams } from '../paging.ts'
import { interactionPage } from '../search/lists.ts'
import { searchOf } from '../search.ts'
import { interactionsIn } from '../segments/interactions.ts'
import { inTransaction } from '../transaction.ts'
import { requireInteraction, sightOf } from '../visibility.ts'
import type { InteractionFilter } from './filter.ts'
import { listInteractions } from './list.ts'
import { usersOf } from './people.ts'
import { ListQuery } from './query.ts'
import { annotate, chooseContact, findInteraction, readWhole } from './store.ts'
import { wrapUp } from './wrap-up.ts'

interface Options {
  readonly db: pg.Pool
  readonly region: string
  readonly publisher: Publisher
  readonly forgetPops: () => void
}

const tags = ['interactions']
const placeOf = ({ startedAt, id }: Interaction) => ({ at: startedAt, id })

export const interactionRoutes: FastifyPluginAsyncTypebox<Options> = async (app, deps) => {
  const { db, region } = deps

  app.get(
    '/interactions',
    {
      schema: {
        summary: 'Interactions on every channel, newest first',
        tags,
        querystring: ListQuery,
        response: { 200: page(Interaction) }
      }
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, q, user, team, segment, timeZone, ...query } = request.query
      const asker = askerOf(request)
      const users = await usersOf(db, asker, { user, team })
      const saved = segment === undefined ? {} : await interactionsIn(db, segment, asker, { region, timeZone })
      const filter: InteractionFilter = { ...query, users, also: saved.where, sight: sightOf(asker) }
      const before = cursor === undefined ? undefined : decodePlace(cursor)
      const search = searchOf([q, saved.q].filter(Boolean).join(' '), region)
      const found = search
        ? await interactionPage(db, search, filter, { before: before?.id, limit: limit + 1 })
        : await listInteractions(db, filter, before, limit + 1)
      return cut(found, limit, placeOf)
    }
  )

  app.get(
    '/interactions/:id',
    { schema: { summary: 'One interaction, whole', tags, params: IdParams, response: { 200: WholeInteraction } } },
    async (request) => {
      await requireInteraction(db, sightOf(askerOf(request)), request.params.id)
      return known(await readWhole(db, request.params.id))
    }
  )

  app.patch(
    '/interactions/:id',
    {
      schema: {
        summary: 'What came of it, a note, and who it was',
        tags,
        params: IdParams,
        body: InteractionPatch,
        response: { 200: Interaction }
      }
    },
    async (request) => {
      const { params, body } = request
      await requireInteraction(db, sightOf(askerOf(request)), params.id)
      return patchInteraction(deps, params.id, body, askerOf(request).user?.id ?? null)
    }
  )
}

async function patchInteraction(
  { db, region, publisher, forgetPops }: Options,
  id: string,
  patch: Static<typeof InteractionPatch>,
  by: string | null
): Promise<Interaction> {
  const { interaction, rows } = await inTransaction(db, async (tx) => {
    if (patch.contact && !(await findContact(tx, patch.contact))) {
      const errors = [{ field: '/contact', message: 'there is no such contact' }]
      throw new HubError('bad-input', 'there is no such contact', { extra: { errors } })
    }
    await checkDisposition(tx, id, patch.disposition)
    if (patch.wrapUp) await wrapUp(tx, id, patch.wrapUp, by)
    const survivor =
      patch.contact === undefined ? await annotate(tx, id, patch) : await chooseContact(tx, id, patch.contact)
    if (!survivor) throw new HubError('not-found', 'no such interaction')
    const hasWords = patch.disposition !== undefined || patch.note !== undefined
    if (patch.contact !== undefined && hasWords) await annotate(tx, survivor, patch)
    if (patch.contact) await rememberChoice(tx, survivor, patch.contact, by)
    if (patch.note !== undefined) {
      await mentionInNote(tx, survivor, patch.note ?? '', region)
    }
    const rows = await appendInteractions(tx, [survivor])
    return { interaction: known(await findInteraction(tx, survivor)), rows }
  })
  if (patch.contact !== undefined) forgetPops()
  publisher.publish(rows)
  return interaction
}

function known<T extends Interaction>(interaction: T | undefined): T {
  if (!interaction) throw new HubError('not-found', 'no such interaction')
  return interaction
}
