/** A value that would break out of its line: it must not reach the peer. */
export class UnsafeValue extends Error {
  override readonly name = 'UnsafeValue'
}

/** AMI, SMTP and SIP end a header at CR LF: a value that holds one is a second command. Throws UnsafeValue. */
export function lineSafe(what: string, value: string, maxLength = 4096): string {
  if (value.includes('\r') || value.includes('\n') || value.includes('\0'))
    throw new UnsafeValue(`${what} must be one line`)
  if (value.length > maxLength) throw new UnsafeValue(`${what} is longer than ${maxLength} characters`)
  return value
}

/** A header's name, stricter than its value: letters, digits, `_` and `-` only. */
export function headerName(name: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw new UnsafeValue('a header name has only letters, digits, _ and -')
  return name
}
