import { Readable } from 'node:stream'
import { HubError } from '../../contracts/errors.ts'

/** PostgreSQL cannot store NUL. Throws 'bad-input' that names the field. */
export function refuseNul(value: unknown, path = ''): void {
  if (typeof value === 'string') {
    if (!value.includes('\0')) return
    const errors = [{ field: path || '/', message: 'must not hold the character NUL' }]
    throw new HubError('bad-input', `${path || '/'} must not hold the character NUL`, { extra: { errors } })
  }
  if (value === null || typeof value !== 'object' || value instanceof Readable) return
  for (const [key, held] of Object.entries(value)) refuseNul(held, `${path}/${key}`)
}

/** What is wrong with one field of the body, named by its JSON pointer. */
export const faultAt = (field: string, message: string): HubError =>
  new HubError('bad-input', `${field} ${message}`, { extra: { errors: [{ field, message }] } })
