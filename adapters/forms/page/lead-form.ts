/** Names that say that a field holds how somebody can be reached. */
const REACHED = /phone|tel|mail|тел|почт/i

interface Named {
  readonly name: string
  readonly type: string
  readonly value: string
}

const isReach = ({ name, type }: Named): boolean => type === 'tel' || type === 'email' || REACHED.test(name)

/** Whether a form asks for a number or an address, and for no password. */
export const asksForReach = (fields: readonly Named[]): boolean =>
  fields.some(isReach) && !fields.some(({ type }) => type === 'password')

/** Whether it holds one. */
export const holdsReach = (fields: readonly Named[]): boolean =>
  fields.some((field) => isReach(field) && field.value.trim() !== '')
