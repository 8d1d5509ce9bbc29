/** Names a value in a statement that is put together: `$1`, `$2`, … */
export type Put = (value: unknown) => string

/** The values of a statement, in the order in which they were put. */
export function createParameters(): { readonly put: Put; readonly values: unknown[] } {
  const values: unknown[] = []
  return { put: (value) => `$${values.push(value)}`, values }
}
