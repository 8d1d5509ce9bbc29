import pino, { type Logger } from 'pino'

/** What must never be read in a log, wherever it sits. */
const SECRETS = [
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apiKey',
  'serviceKey',
  'databaseUrl',
  'redisUrl'
]

/**
 * JSON lines on standard error (a terminal gets them in colour). Levels: error, a person must act; warn, healed itself
 * or a peer misbehaved; info, the state of a connection or process; debug, one line an event.
 */
export function createLog(level: string, { pretty = process.stderr.isTTY }: { pretty?: boolean } = {}): Logger {
  const paths = SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*.headers.${key}`])
  const options = { level, redact: { paths, censor: '[secret]' }, base: null }
  if (!pretty) return pino(options, pino.destination(2))
  return pino({ ...options, transport: { target: 'pino-pretty', options: { destination: 2, ignore: 'pid,hostname' } } })
}
