import type { Role } from '../../../contracts/words.ts'

type Access = 'public' | 'signed-in' | readonly Role[]

const EVERYONE: readonly Role[] = ['agent', 'supervisor', 'marketer', 'admin']
const CALLERS: readonly Role[] = ['agent', 'supervisor', 'admin']
const OVERSEERS: readonly Role[] = ['supervisor', 'admin']
const MARKETING: readonly Role[] = ['marketer', 'admin']
const PLANNERS: readonly Role[] = ['supervisor', 'marketer', 'admin']

/** Who may do what. A route that is not named here cannot be added: nothing is open by omission. */
export const ACCESS: Readonly<Record<string, Access>> = {
  'GET /openapi.json': 'public',
  'POST /api/v1/session': 'public',
  'GET /api/v1/session': 'signed-in',
  'DELETE /api/v1/session': 'signed-in',

  'GET /api/v1/users': OVERSEERS,
  'GET /api/v1/users/:id': OVERSEERS,
  'POST /api/v1/users': ['admin'],
  'PATCH /api/v1/users/:id': ['admin'],

  'GET /api/v1/contacts': EVERYONE,
  'POST /api/v1/contacts': EVERYONE,
  'GET /api/v1/contacts/lookup': EVERYONE,
  'GET /api/v1/contacts/:id': EVERYONE,
  'PATCH /api/v1/contacts/:id': EVERYONE,
  'GET /api/v1/contacts/:id/timeline': EVERYONE,
  'GET /api/v1/contacts/merges': EVERYONE,
  'POST /api/v1/contacts/merges': EVERYONE,
  'POST /api/v1/contacts/merges/:id/undo': EVERYONE,
  'GET /api/v1/duplicates': EVERYONE,
  'POST /api/v1/duplicates/:id/dismiss': EVERYONE,

  'GET /api/v1/contacts/:id/consents': EVERYONE,
  'POST /api/v1/contacts/:id/consents': EVERYONE,

  'GET /api/v1/contacts/:id/files': EVERYONE,
  'POST /api/v1/contacts/:id/files': EVERYONE,
  'GET /api/v1/interactions/:id/files': EVERYONE,
  'POST /api/v1/interactions/:id/files': EVERYONE,
  'GET /api/v1/files/:id': EVERYONE,
  'DELETE /api/v1/files/:id': EVERYONE, // one's own; OVERSEERS any

  'GET /api/v1/accounts': EVERYONE,
  'POST /api/v1/accounts': EVERYONE,
  'GET /api/v1/accounts/:id': EVERYONE,
  'PATCH /api/v1/accounts/:id': EVERYONE,
  'GET /api/v1/teams': EVERYONE,
  'GET /api/v1/colleagues': EVERYONE,
  'POST /api/v1/teams': ['admin'],
  'PATCH /api/v1/teams/:id': ['admin'],
  'GET /api/v1/contact-fields': EVERYONE,
  'POST /api/v1/contact-fields': ['admin'],
  'PATCH /api/v1/contact-fields/:id': ['admin'],
  'DELETE /api/v1/contact-fields/:id': ['admin'],
  'GET /api/v1/segments': EVERYONE,
  'POST /api/v1/segments': EVERYONE,
  'PATCH /api/v1/segments/:id': EVERYONE, // one's own
  'DELETE /api/v1/segments/:id': EVERYONE, // one's own

  'GET /api/v1/interactions': EVERYONE,
  'GET /api/v1/interactions/:id': EVERYONE,
  'GET /api/v1/interactions/:id/trace': EVERYONE, // masked for all but OVERSEERS
  'PATCH /api/v1/interactions/:id': CALLERS,
  'POST /api/v1/interactions/:id/identity': CALLERS,
  'GET /api/v1/search': EVERYONE,

  'GET /api/v1/missed-calls': CALLERS,
  'GET /api/v1/missed-calls/summary': CALLERS,
  'GET /api/v1/missed-calls/:id': CALLERS,
  'PATCH /api/v1/missed-calls/:id': CALLERS,

  'GET /api/v1/forms': PLANNERS,
  'POST /api/v1/forms': MARKETING,
  'GET /api/v1/forms/:id': MARKETING,
  'PATCH /api/v1/forms/:id': MARKETING,
  'DELETE /api/v1/forms/:id': MARKETING,
  'GET /api/v1/forms/:id/payloads': MARKETING,
  'POST /api/v1/forms/:id/try': MARKETING,

  'GET /api/v1/leads': EVERYONE,
  'GET /api/v1/leads/funnel': EVERYONE,
  'GET /api/v1/leads/:id': EVERYONE,
  'PATCH /api/v1/leads/:id': EVERYONE,
  'POST /api/v1/leads/:id/take': CALLERS,
  'POST /api/v1/leads/:id/decline': CALLERS, // one's own; keys for a person
  'POST /api/v1/leads/:id/stop-call': CALLERS, // the same

  'GET /api/v1/lead-rules': PLANNERS,
  'POST /api/v1/lead-rules': OVERSEERS,
  'PUT /api/v1/lead-rules/order': OVERSEERS,
  'GET /api/v1/lead-rules/:id': PLANNERS,
  'PATCH /api/v1/lead-rules/:id': OVERSEERS,
  'DELETE /api/v1/lead-rules/:id': OVERSEERS,

  'GET /api/v1/conversions': MARKETING,
  'GET /api/v1/conversions.csv': MARKETING,

  'GET /api/v1/dispositions': EVERYONE,
  'POST /api/v1/dispositions': ['admin'],
  'PATCH /api/v1/dispositions/:id': ['admin'],

  'GET /api/v1/tasks': EVERYONE,
  'POST /api/v1/tasks': EVERYONE,
  'GET /api/v1/tasks/:id': EVERYONE,
  'PATCH /api/v1/tasks/:id': EVERYONE,

  'POST /api/v1/calls': CALLERS,
  'POST /api/v1/calls/:id/hangup': CALLERS,

  'GET /api/v1/events': OVERSEERS,
  'GET /api/v1/live': OVERSEERS,
  'GET /api/v1/health': OVERSEERS
}

/** HEAD is GET without the body. */
export const routeKey = (method: string, url: string): string => `${method === 'HEAD' ? 'GET' : method} ${url}`
