import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { ProblemWord } from '../../contracts/errors.ts'
import { type Ack, AckRequest, ResumeRequest } from '../../contracts/realtime.ts'
import { problemType } from '../kit/problems.ts'

/** What a browser may say, and the schema of its one argument. */
export const REQUESTS = {
  ack: AckRequest,
  resume: ResumeRequest,
  active: Type.Undefined()
} as const satisfies Record<string, TSchema>
export type RequestName = keyof typeof REQUESTS

const CHECKS = {
  ack: Compile(REQUESTS.ack),
  resume: Compile(REQUESTS.resume),
  active: Compile(REQUESTS.active)
}

export type Answer = (ack: Ack<unknown>) => void

export const DONE: Ack<unknown> = { ok: true, data: undefined }

export interface Received {
  readonly name: RequestName
  readonly payload: unknown
}

export const refuse = (word: ProblemWord, message: string): Ack<never> => ({
  ok: false,
  type: problemType(word),
  message
})

/** The answer function is the last argument, if the client wants one. */
export function answerOf(args: readonly unknown[]): Answer {
  const last = args.at(-1)
  return typeof last === 'function' ? (last as Answer) : () => {}
}

/** Checks a message from outside; a string is what is wrong with it. */
export function readRequest(name: string, args: readonly unknown[]): Received | string {
  if (!isRequest(name)) return `there is no message '${name.slice(0, 40)}'`
  const values = typeof args.at(-1) === 'function' ? args.slice(0, -1) : args
  if (values.length > 1) return `'${name}' has one argument`
  const payload = values[0]
  if (CHECKS[name].Check(payload)) return { name, payload }
  const [fault] = CHECKS[name].Errors(payload)
  return `${name}${fault?.instancePath ?? ''}: ${fault?.message ?? 'does not fit its schema'}`
}

const isRequest = (name: string): name is RequestName => Object.hasOwn(REQUESTS, name)
