import type { InteractionTrace } from '../../../../contracts/trace.ts'

type Item = InteractionTrace['items'][number]

interface Change {
  readonly field: string
  readonly from: string
  readonly to: string
}

/** One thing that happened, as the list shows it. */
export interface Row {
  readonly id: number
  readonly at: string
  readonly kind: Item['kind']
  readonly name: string
  readonly changes: readonly Change[]
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/
/** They change with every telling: only whoever wants to see everything wants to see these. */
const RUNNING = /Seconds$/

/** Time of day to the millisecond, in the reader's own zone. */
function preciseTime(time: string, language: string): string {
  return new Date(time).toLocaleTimeString(language, {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false }
  })
}

/** A value in few words: of a participant the state, of a transfer whom it went to. */
function shortly(value: unknown, language: string): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'string') return TIME.test(value) ? preciseTime(value, language) : value
  if (typeof value !== 'object') return String(value)
  const { state, kind, by, to } = value as Record<string, unknown>
  if (typeof state === 'string') return state
  if (typeof by === 'string') return `${kind} ${by} → ${to}`
  return JSON.stringify(value)
}

/** `participants[PJSIP/101].state` is the state of PJSIP/101; what is named by itself needs no name. */
const shortField = (field: string, to: unknown): string =>
  field.endsWith(`[${to}]`) ? field.slice(0, -`[${to}]`.length) : field.replace(/^participants\[(.*)\]/, '$1')

/** What happened, with what it changed; without `everything`, only what changed something. */
export function rowsOf(items: readonly Item[], everything: boolean, language: string): Row[] {
  return items.flatMap(({ sequence, at, kind, name, changes }) => {
    const shown = everything ? changes : changes.filter(({ field }) => !RUNNING.test(field))
    if (!everything && shown.length === 0 && kind !== 'gap') return []
    return {
      ...{ id: sequence, at: preciseTime(at, language), kind, name },
      changes: shown.map(({ field, from, to }) => ({
        field: shortField(field, to),
        from: shortly(from, language),
        to: shortly(to, language)
      }))
    }
  })
}
