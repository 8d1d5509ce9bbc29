import type { Highlight } from '../../../../../contracts/search.ts'
import classes from './search.module.css'

/** Text with what was looked for marked; it comes as pieces of text, so nothing in it is ever markup. */
export function Fragments({ highlight }: { readonly highlight: Highlight }) {
  return highlight.fragments.map(({ text, hit }, index) => {
    const key = `${index}:${text}`
    return hit ? (
      <mark key={key} className={classes['mark']}>
        {text}
      </mark>
    ) : (
      <span key={key}>{text}</span>
    )
  })
}

export const highlightOf = (highlights: readonly Highlight[], field: string): Highlight | undefined =>
  highlights.find((one) => one.field === field)
