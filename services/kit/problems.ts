import type { FastifyReply, FastifyRequest } from 'fastify'
import { HubError, PROBLEMS, type ProblemWord } from '../../contracts/errors.ts'
import type { Problem } from '../../contracts/rest.ts'

export const problemType = (word: ProblemWord): string => `urn:perezvon:problem:${word}`

/** An RFC 9457 document. */
export function problem(word: ProblemWord, detail?: string, extra: Partial<Problem> = {}): Problem {
  const [status, title] = PROBLEMS[word]
  return { type: problemType(word), title, status, ...(detail ? { detail } : {}), ...extra }
}

interface ValidationFault {
  readonly instancePath?: string
  readonly message?: string
  readonly keyword?: string
  readonly params?: {
    readonly requiredProperties?: readonly string[]
    readonly additionalProperties?: readonly string[]
  }
}

interface Fault extends Error {
  readonly statusCode?: number
  readonly code?: string
  readonly validation?: readonly ValidationFault[]
  readonly validationContext?: string
}

/** Makes a problem document of whatever was thrown. What is ours to fix is logged and not told. */
export function answerProblem(
  err: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  isAway: (err: unknown) => boolean
): void {
  const document = documentOf(err, isAway)
  if (document.status >= 500) {
    const level = document.status === 503 ? 'warn' : 'error'
    const { id, method, routeOptions } = request
    request.log[level]({ reqId: id, err, method, route: routeOptions.url }, document.title)
  }
  if (document.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '2')
  void reply.code(document.status).type('application/problem+json').send(JSON.stringify(document))
}

function documentOf(thrown: unknown, isAway: (err: unknown) => boolean): Problem {
  if (thrown instanceof HubError) return problem(thrown.word, thrown.message, thrown.extra)
  const err = thrown as Fault
  if (err.validation) return problem('bad-input', err.message, { errors: err.validation.flatMap(fieldFaults(err)) })
  const status = err.statusCode ?? 500
  if (status === 413) return problem('too-large', err.message)
  if (status === 429) return problem('too-many-requests', err.message)
  if (status >= 400 && status < 500) return problem('bad-input', err.message, { status })
  if (isAway(err)) return problem('unavailable')
  return problem('internal')
}

/** Each fault at its field, as a JSON pointer into the body (or `querystring`, `params`, `headers`). */
function fieldFaults(err: Fault): (fault: ValidationFault) => { field: string; message: string }[] {
  const where = err.validationContext && err.validationContext !== 'body' ? `${err.validationContext}:` : ''
  return ({ instancePath = '', message = 'is not valid', keyword, params }) => {
    if (keyword === 'boolean') return []
    const at = (key: string): string => `${where}${instancePath}/${key}`
    if (keyword === 'required')
      return (params?.requiredProperties ?? []).map((k) => ({ field: at(k), message: 'is missing' }))
    if (keyword === 'additionalProperties') {
      return (params?.additionalProperties ?? []).map((k) => ({ field: at(k), message: 'there is no such field' }))
    }
    return [{ field: `${where}${instancePath}` || '/', message }]
  }
}

export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): void {
  const document = problem('not-found', `there is no ${request.method} ${request.url.split('?')[0]}`)
  void reply.code(404).type('application/problem+json').send(JSON.stringify(document))
}
