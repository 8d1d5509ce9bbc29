import { createHmac } from 'node:crypto'

/** Who is known in an interaction. */
interface Known {
  /** Numbers and names of outside parties. */
  readonly outside: readonly string[]
  /** What is not secret: the own line, extensions and names of colleagues. */
  readonly own: readonly string[]
}

type Mask = <T>(value: T) => T

/** Ids look like numbers: whole words of these forms stay. What is left and has seven digits in a row is a number. */
const WORDS =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{9,11}\.\d+|-[0-9a-f]{8}(?=;|$|[\s,@/\]"'])|\d{4}-\d\d-\d\dT[\d:.]+Z|\+?\d{7,}/g
const NUMBER = /^\+?\d{7,}$/
const CALLER_NAME = /(callerid|connectedline)name$|^(remote|caller|to|callee|cnam)_?name$/i
const SECRET = /secret|passw|passphrase|token|authori[sz]|credential|api_?key|private|\bpin\b|_pin$|^pin_/i
const OF_OUTSIDE = /^remote\.|^participants\[remote:.*\]\.(name|address)$/
const NOBODY = new Set(['', '<unknown>', 'anonymous'])

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/**
 * Replaces what tells who an outside party is, and what looks like a secret. The same number, however it is written, is the
 * same text everywhere; so is the same name. `key` keeps others from trying which number a text stands for.
 */
export function createMask(key: string, { outside, own }: Known): Mask {
  const kept = new Set(own)
  const digest = (kind: string, text: string): string =>
    `${kind}-${createHmac('sha256', key).update(`${kind}:${text}`).digest('hex').slice(0, 6)}`
  // With and without country code, trunk code and prefix the last ten digits are the same.
  const maskNumber = (number: string): string => digest('number', number.replace(/\D/g, '').slice(-10))
  const maskName = (name: string): string => digest('name', name.trim().toLowerCase())
  const isNumber = (text: string): boolean => /^[+\d\s()*#-]+$/.test(text)
  const maskWhole = (text: string): string => {
    if (NOBODY.has(text.toLowerCase()) || kept.has(text)) return text
    return isNumber(text) ? maskNumber(text) : maskName(text)
  }
  const named = outside.filter((text) => text.length > 1 && !kept.has(text)).sort((a, b) => b.length - a.length)
  const known =
    named.length > 0
      ? new RegExp(named.map((text) => `(?<![\\w.])${literally(text)}(?!\\w)`).join('|'), 'g')
      : undefined

  const maskText = (text: string): string => {
    if (kept.has(text)) return text
    const rest = known ? text.replace(known, maskWhole) : text
    return rest.replace(WORDS, (word) => (NUMBER.test(word) && !kept.has(word) ? maskNumber(word) : word))
  }

  function mask(value: unknown, name: string, parent: string): unknown {
    if (typeof value === 'string') return isCallersName(name, parent) ? maskWhole(value) : maskText(value)
    if (Array.isArray(value)) return value.map((item) => mask(item, name, parent))
    if (!isObject(value)) return value
    if (typeof value['field'] === 'string' && OF_OUTSIDE.test(value['field'])) return maskChange(value)
    const isRemote = value['kind'] === 'remote'
    const isSecretVariable = typeof value['variable'] === 'string' && SECRET.test(value['variable'])
    return Object.fromEntries(
      Object.entries(value).map(([field, held]) => {
        if (SECRET.test(field) || (isSecretVariable && field === 'value')) return [field, held === null ? null : '***']
        return [maskText(field), mask(held, field, isRemote ? 'remote' : name)]
      })
    )
  }
  const maskChange = ({ field, from, to, ...change }: Record<string, unknown>): unknown => ({
    ...(mask(change, '', '') as object),
    field: maskText(String(field)),
    from: mask(from, 'name', 'remote'),
    to: mask(to, 'name', 'remote')
  })
  return (value) => mask(value, '', '') as typeof value
}

const isCallersName = (name: string, parent: string): boolean =>
  CALLER_NAME.test(name) || (parent === 'remote' && (name === 'name' || name === 'raw' || name === 'address'))
