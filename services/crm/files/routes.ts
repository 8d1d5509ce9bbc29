import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import { Type } from 'typebox'
import { uuidv7 } from 'uuidv7'
import { HubError } from '../../../contracts/errors.ts'
import { HubFile } from '../../../contracts/file.ts'
import { page } from '../../../contracts/rest.ts'
import type { Role } from '../../../contracts/words.ts'
import { type Blobs, tooLarge } from '../../kit/blobs.ts'
import { askerOf } from '../auth/asker.ts'
import { findContact } from '../contacts/store.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed } from '../feed/store.ts'
import { findInteraction } from '../interactions/store.ts'
import { CursorText, cutById, DEFAULT_LIMIT, IdParams, Limit } from '../paging.ts'
import { inTransaction } from '../transaction.ts'
import { requireContact, requireInteraction, sightOf } from '../visibility.ts'
import { dispositionOf, nameIn } from './names.ts'
import { deleteFile, findFile, type Holder, insertFile, isHeld, listFiles, lockContents } from './store.ts'

interface Options {
  readonly db: pg.Pool
  readonly blobs: Blobs
  readonly publisher: Pick<Publisher, 'publish'>
}

const MAX_BYTES = 26_214_400
const OTHERS: readonly Role[] = ['supervisor', 'admin']
const Query = Type.Object({ cursor: CursorText, limit: Limit }, { additionalProperties: false })
const Contents = Type.Unsafe<unknown>({ type: 'string', format: 'binary' })
const tags = ['files']

export const fileRoutes: FastifyPluginAsyncTypebox<Options> = async (app, deps) => {
  const { db, blobs, publisher } = deps

  // A file is sent as it is, whatever its type: it goes to the disk piece by piece.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

  for (const kind of ['contact', 'interaction'] as const) {
    const holderOf = async (request: FastifyRequest, id: string): Promise<Holder> => {
      const sight = sightOf(askerOf(request))
      await (kind === 'contact' ? requireContact(db, sight, id) : requireInteraction(db, sight, id))
      const holder = await (kind === 'contact' ? findContact(db, id) : findInteraction(db, id))
      if (!holder) throw new HubError('not-found', `no such ${kind}`)
      return { kind, id: holder.id }
    }

    app.get(
      `/${kind}s/:id/files`,
      {
        schema: {
          summary: `The files of a${kind === 'contact' ? '' : 'n'} ${kind}, newest first`,
          tags,
          params: IdParams,
          querystring: Query,
          response: { 200: page(HubFile) }
        }
      },
      async (request) => {
        const { cursor, limit = DEFAULT_LIMIT } = request.query
        const holder = await holderOf(request, request.params.id)
        return cutById(await listFiles(db, holder, cursor, limit + 1), limit)
      }
    )

    app.post(
      `/${kind}s/:id/files`,
      {
        bodyLimit: MAX_BYTES,
        schema: {
          summary: 'Add a file: the body is the file, `content-disposition: attachment; filename="…"` names it; 25 MB',
          tags,
          params: IdParams,
          consumes: ['application/octet-stream'],
          response: { 201: HubFile }
        }
      },
      async (request, reply) => {
        const { id } = await holderOf(request, request.params.id)
        // To the record that is named: with an undo of a merge it stays there.
        const file = await keep(deps, { kind, id: kind === 'contact' ? request.params.id : id }, request)
        return reply.code(201).header('location', file.url).send(file)
      }
    )
  }

  app.get(
    '/files/:id',
    { schema: { summary: 'What is in a file', tags, params: IdParams, response: { 200: Contents } } },
    async (request, reply) => {
      const file = await seen(db, request, request.params.id)
      const contents = await blobs.read(file.sha256)
      if (!contents) throw new HubError('not-found', 'the contents of this file are missing from the data folder')
      return reply
        .header('content-type', file.type)
        .header('content-length', file.size)
        .header('content-disposition', dispositionOf(file.name))
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-cache')
        .send(contents)
    }
  )

  app.delete(
    '/files/:id',
    {
      schema: {
        summary: "Remove a file of one's own; supervisors and administrators any",
        tags,
        params: IdParams,
        response: { 204: Type.Null() }
      }
    },
    async (request, reply) => {
      const { user, role } = askerOf(request)
      const file = await seen(db, request, request.params.id)
      if (file.by?.id !== user?.id && !OTHERS.includes(role)) {
        throw new HubError('not-permitted', "this file is somebody else's")
      }
      const told = await inTransaction(db, async (tx) => {
        await deleteFile(tx, file.id)
        return appendFeed(tx, 'file', { ...file, removed: true })
      })
      publisher.publish(told)
      await inTransaction(db, async (tx) => {
        await lockContents(tx, file.sha256)
        if (!(await isHeld(tx, file.sha256))) await blobs.remove(file.sha256)
      })
      return reply.code(204).send(null)
    }
  )
}

async function keep({ db, blobs, publisher }: Options, holder: Holder, request: FastifyRequest): Promise<HubFile> {
  const { headers } = request
  const name = nameIn(headers['content-disposition'])
  if (name === undefined) throw noName()
  const type = headers['content-type'] ?? 'application/octet-stream'
  if (Number(headers['content-length'] ?? 0) > MAX_BYTES) throw tooLarge(MAX_BYTES)
  const body = request.body as Readable | undefined
  if (!body) throw empty()
  const received = await blobs.receive(body, MAX_BYTES)
  const { sha256, size } = received
  try {
    if (size === 0) throw empty()
    const id = uuidv7()
    const file = { id, name, type: type.slice(0, 200), size, sha256, by: askerOf(request).user?.id ?? null }
    const { kept, rows } = await inTransaction(db, async (tx) => {
      await lockContents(tx, sha256)
      await received.keep()
      await insertFile(tx, holder, file)
      const kept = known(await findFile(tx, id))
      return { kept, rows: await appendFeed(tx, 'file', kept) }
    })
    publisher.publish(rows)
    return kept
  } finally {
    await received.discard()
  }
}

/** Whoever sees the contact or the interaction sees its files. Throws 'not-found'. */
async function seen(db: pg.Pool, request: FastifyRequest, id: string): Promise<HubFile> {
  const file = known(await findFile(db, id))
  const sight = sightOf(askerOf(request))
  if (file.contact !== null) await requireContact(db, sight, file.contact)
  if (file.interaction !== null) await requireInteraction(db, sight, file.interaction)
  return file
}

function known(file: HubFile | undefined): HubFile {
  if (!file) throw new HubError('not-found', 'no such file')
  return file
}

const empty = (): HubError => new HubError('bad-input', 'the file is empty')
const noName = (): HubError => {
  const message = 'must name the file: attachment; filename="…"'
  return new HubError('bad-input', `content-disposition ${message}`, {
    extra: { errors: [{ field: 'headers:/content-disposition', message }] }
  })
}
