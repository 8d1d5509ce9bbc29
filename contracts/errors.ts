/** Every problem the hub may answer, with its HTTP status and title. The word is stable: outside clients match on it. */
export const PROBLEMS = {
  'bad-input': [400, 'The request does not fit its schema'],
  'bad-cursor': [400, 'This cursor is not one of ours'],
  'not-signed-in': [401, 'Sign in first'],
  'wrong-credentials': [401, 'No such login, or the password is wrong'],
  'not-permitted': [403, 'Your role may not do this'],
  'number-not-allowed': [403, 'This number may not be called'],
  'not-found': [404, 'There is no such thing'],
  conflict: [409, 'It is already so, or someone was quicker'],
  'phone-busy': [409, 'Your phone is busy'],
  'phone-unreachable': [409, 'Your phone cannot be reached'],
  'phone-declined': [409, 'Your phone declined the call'],
  'no-phone': [409, 'No phone to call from'],
  'too-large': [413, 'The body is too large'],
  'not-a-number': [422, 'This is not a telephone number'],
  'too-many-requests': [429, 'Too many requests: wait a little'],
  'call-refused': [502, 'The telephone system refused the call'],
  unavailable: [503, 'A part of the hub is away: try again'],
  internal: [500, 'The hub failed: the fault is in its log']
} as const satisfies Record<string, readonly [number, string]>

export type ProblemWord = keyof typeof PROBLEMS

/** The one error class of the hub: a stable word for programs, a sentence for people, a cause for the log. */
export class HubError extends Error {
  override readonly name = 'HubError'
  readonly word: ProblemWord
  readonly statusCode: number
  /** Further members of the problem document. */
  readonly extra: Readonly<Record<string, unknown>>

  constructor(word: ProblemWord, message: string, options: ErrorOptions & { extra?: Record<string, unknown> } = {}) {
    super(message, options)
    this.word = word
    this.statusCode = PROBLEMS[word][0]
    this.extra = options.extra ?? {}
  }
}
