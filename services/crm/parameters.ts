import type pg from 'pg'

/** Names a value in a statement that is put together: `$1`, `$2`, … */
export type Put = (value: unknown) => string

/** The values of a statement, in the order in which they were put. */
export function createParameters(): { readonly put: Put; readonly values: unknown[] } {
  const values: unknown[] = []
  return { put: (value) => `$${values.push(value)}`, values }
}

/** A word of a closed set, in the text of a statement: so the planner sees which partial indexes hold what is asked for. */
export function wordOf(word: string): string {
  if (!/^[a-z-]+$/.test(word)) throw new Error(`${word} is no word of a closed set`)
  return `'${word}'`
}

/** A connection keeps some 300 kB for each plan over all quarters. */
const MAX_KEPT = 40
const names = new Map<string, string>()

/**
 * A statement whose plan each connection keeps: to plan a question over all quarters takes longer than to answer it. Only
 * for those whose best plan is the same whatever the values are, as it is where they say from where on to read an index.
 */
export function keepPlan(text: string, values: unknown[]): pg.QueryConfig {
  const name = names.get(text) ?? (names.size < MAX_KEPT ? `kept-${names.size}` : undefined)
  if (name === undefined) return { text, values }
  names.set(text, name)
  return { name, text, values }
}
