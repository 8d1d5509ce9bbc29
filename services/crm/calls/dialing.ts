import type { HubConfig } from '../../../contracts/config.ts'
import { HubError } from '../../../contracts/errors.ts'
import { isE164, nationalDigits, numberKey } from '../numbers.ts'

/** What may go to a telephone system. */
export interface Destination {
  readonly kind: 'internal' | 'external'
  /** Only digits: a number with a country without its plus, any other as it is. */
  readonly digits: string
  /** The key by which the number is compared. */
  readonly key: string
}

interface Rules {
  readonly region: string
  readonly dialing: Pick<HubConfig['dialing'], 'allow' | 'deny'>
  readonly extensions: ReadonlySet<string>
}

const DIALABLE = /^[+\d\s().\-–—\u00a0]+$/
const INTERNAL_DIGITS = 5
const EMERGENCY = /^(112|911|0[1-4]|10[1-4])$/

/**
 * The guard against toll fraud: decides what is dialled before anything reaches a telephone system. Throws
 * 'not-a-number' for what is not one, 'number-not-allowed' with the rule that refused it.
 */
export function destinationOf(to: string, rules: Rules): Destination {
  const { region, dialing, extensions } = rules
  const typed = to.replace(/\D/g, '')
  if (!DIALABLE.test(to) || /[\r\n\t\v\f]/.test(to) || /.\+/.test(to.trim())) {
    throw new HubError('not-a-number', 'a number has digits, blanks, brackets and dashes, and a plus in front')
  }
  if (typed.length < 1 || typed.length > 15) throw new HubError('not-a-number', 'a number has 1 to 15 digits')
  const key = numberKey(to, region) ?? typed
  const isInternal = !isE164(key) && (extensions.has(key) || key.length <= INTERNAL_DIGITS)
  if (!isInternal) {
    checkExternal(key, typed, region, dialing)
    return { kind: 'external', digits: key.replace('+', ''), key }
  }
  if (EMERGENCY.test(key) && !isExtensionLike(key, extensions) && !dialing.allow.includes(key)) {
    throw refusal(`${key} is an emergency number, and dialing.allow does not name it`)
  }
  const denied = dialing.deny.find((prefix) => prefix === 'internal' || prefix === key)
  if (denied !== undefined) throw refusal(`dialing.deny names ${denied}`)
  if (!dialing.allow.includes('internal') && !dialing.allow.includes(key)) {
    throw refusal('dialing.allow does not name "internal"')
  }
  return { kind: 'internal', digits: key, key }
}

/** 102 is a colleague's phone where 101 is one; 112 only if someone has it. */
function isExtensionLike(key: string, extensions: ReadonlySet<string>): boolean {
  if (extensions.has(key)) return true
  if (key === '112' || key === '911') return false
  return [...extensions].some((one) => one.length === key.length && one.slice(0, -1) === key.slice(0, -1))
}

function checkExternal(key: string, typed: string, region: string, { allow, deny }: Rules['dialing']): void {
  const national = isE164(key) ? nationalDigits(key, region) : key
  const own = [key, ...(national ? [national] : [])]
  const every = [...own, typed, key.replace('+', '')]
  const denied = deny.find((prefix) => every.some((form) => form.startsWith(prefix)))
  if (denied !== undefined) throw refusal(`dialing.deny names ${denied}`)
  if (!allow.some((prefix) => own.some((form) => form.startsWith(prefix)))) {
    throw refusal(`no prefix of dialing.allow fits ${key}`)
  }
}

const refusal = (rule: string): HubError => new HubError('number-not-allowed', rule)
