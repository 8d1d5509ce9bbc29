import { Compile } from 'typebox/compile'
import { CommandAnswer } from '../../../contracts/command.ts'
import { type CallDeps, endAsked } from './service.ts'

const validator = Compile(CommandAnswer)

/** Ends the calls that were refused when nobody waited for the answer any more. The same answer twice changes nothing. */
export function createAnswerHandler(calls: CallDeps): (message: unknown) => Promise<void> {
  return async (message) => {
    if (!validator.Check(message)) throw new Error('not an answer to a command')
    if (message.type === 'call.make') await endAsked(calls, message.subject, message.outcome)
  }
}
