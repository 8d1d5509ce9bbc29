import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../../contracts/rest.ts'

/** Makes /openapi.json of the schemas of the routes that are added to `app` after it. */
export async function describe(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Perezvon',
        version: '1',
        description:
          'Errors are RFC 9457 problem documents: `type` is `urn:perezvon:problem:<word>` and stays the same.',
        license: { name: 'MIT', identifier: 'MIT' }
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'perezvon_session' },
          key: { type: 'http', scheme: 'bearer' }
        },
        schemas: { Problem: JSON.parse(JSON.stringify(Problem)) }
      },
      security: [{ session: [] }, { key: [] }]
    },
    transformObject: (document) => ('openapiObject' in document ? withProblems(document.openapiObject) : {})
  })
  app.get('/openapi.json', { schema: { hide: true } as object }, async () => app.swagger())
}

const PROBLEM = {
  description: 'A problem document',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
}

type Document = Parameters<typeof Object.values>[0] & { paths?: object }

/** Every operation may answer with a problem. */
function withProblems<D extends Document>(document: D): D {
  for (const operations of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(operations as Record<string, { responses?: Record<string, unknown> }>)) {
      operation.responses = { ...operation.responses, default: PROBLEM }
    }
  }
  return document
}
