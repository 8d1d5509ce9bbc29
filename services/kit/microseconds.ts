/** ISO 8601 to the microsecond, of whole microseconds since the epoch. */
export function isoOfMicroseconds(us: number): string {
  const ms = Math.floor(us / 1000)
  const rest = String(us - ms * 1000).padStart(3, '0')
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`
}

/** The reverse of `isoOfMicroseconds`. */
export function microsecondsOf(iso: string): number {
  const rest = /\.\d{3}(\d{3})Z$/.exec(iso)?.[1] ?? '0'
  return Date.parse(`${iso.slice(0, 23)}Z`) * 1000 + Number(rest)
}
