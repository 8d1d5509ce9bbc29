/** Why the hub does not start, in one sentence that says what to do. Shown as it is: no stack trace. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}

const SYSTEM: Record<string, string> = {
  ENOSPC: 'the disk is full: make room and start again',
  EDQUOT: 'the disk quota is used up: make room and start again',
  EROFS: 'the disk is read-only: set DATA_DIR to a folder that can be written',
  EACCES: 'no permission: set DATA_DIR to a folder of your own, or PORT to one above 1023',
  EPERM: 'no permission: set DATA_DIR to a folder of your own',
  EMFILE: 'too many open files: raise the limit (ulimit -n) and start again',
  ENOMEM: 'out of memory: end something else and start again'
}

/** The sentence for an error at start; undefined for one that we did not foresee. */
export function sentenceFor(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  if (thrown instanceof CannotStart || thrown.name === 'ConfigError') return thrown.message
  const { code, path, port } = thrown as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') return portTaken(port ?? 0)
  if (code === 'EADDRNOTAVAIL') return 'this machine has no such address: set HOST to one that it has'
  const known = code ? SYSTEM[code] : undefined
  if (known) return path ? `${path}: ${known}` : known
  return thrown.message.startsWith('bad environment') ? thrown.message : undefined
}

/** What a server said last, without its clock, and with advice where the words are known. */
export function adviceFor(said: string): string {
  const words = said.replace(/^[-\d]+ [\d:.]+ \S+ \[\d+\] /, '').trim()
  return /No space left|wrote only|could not extend file/.test(words)
    ? `${words} (the disk is full: make room and start again)`
    : words
}

export const portTaken = (port: number): string =>
  `port ${port} is taken by another program: end it, or choose another port (PORT=${port + 1} npm start)`
