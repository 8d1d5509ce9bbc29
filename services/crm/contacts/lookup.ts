import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { Candidate } from '../../../contracts/candidate.ts'
import { HubError } from '../../../contracts/errors.ts'
import { page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import { numberKey } from '../numbers.ts'
import { fold } from '../search.ts'
import { seenOf, sightOf } from '../visibility.ts'
import { findCandidates } from './candidates.ts'
import type { Clue } from './matching.ts'

interface Options {
  readonly db: pg.Pool
  readonly region: string
}

const LookupQuery = Type.Object(
  {
    phone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    email: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })),
    extension: Type.Optional(Type.String({ pattern: '^[0-9*#]{1,20}$' })),
    key: Type.Optional(
      Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,30}:.{1,100}$', description: '<system>:<id>, as bitrix24:42' })
    ),
    line: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'what they called us by' }))
  },
  { additionalProperties: false }
)
const KINDS = ['phone', 'email', 'extension', 'key'] as const

export const lookupRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { db, region }) => {
  app.get(
    '/contacts/lookup',
    {
      schema: {
        summary: 'Who has this number, address, extension or id: ranked candidates, each with its reasons',
        tags: ['contacts'],
        querystring: LookupQuery,
        response: { 200: page(Candidate) }
      }
    },
    async (request) => {
      const { line, ...query } = request.query
      const asked = KINDS.flatMap((kind) => (query[kind] === undefined ? [] : [{ kind, text: query[kind] }]))
      const [only] = asked
      if (!only || asked.length > 1) {
        throw new HubError('bad-input', 'ask with phone, email, extension or key, one of them', {
          extra: { errors: [{ field: `querystring:/${asked[1]?.kind ?? 'phone'}`, message: 'give one of them' }] }
        })
      }
      const clue = { ...clueOf(only.kind, only.text, region), line: line ?? null }
      const candidates = await findCandidates(db, clue, { all: true })
      const ids = candidates.map(({ contact }) => contact.id)
      const seen = await seenOf(db, sightOf(askerOf(request)), ids)
      return { items: candidates.filter(({ contact }) => seen.has(contact.id)), nextCursor: null }
    }
  )
}

function clueOf(kind: Clue['kind'], text: string, region: string): Clue {
  switch (kind) {
    case 'phone':
      // A plus in a query string that was not encoded arrives as a blank.
      return { kind, value: numberKey(text.replace(/^ (?=\d)/, '+'), region) }
    case 'email':
      return { kind, value: fold(text.trim()) }
    case 'extension':
      return { kind, value: text }
    case 'key': {
      const at = text.indexOf(':')
      return { kind, system: text.slice(0, at), value: text.slice(at + 1) }
    }
  }
}
