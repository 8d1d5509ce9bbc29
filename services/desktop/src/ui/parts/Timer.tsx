import { clockOf, secondsSince } from '../../state/format.ts'
import { useNow } from '../clock.ts'
import classes from './parts.module.css'

/** Time since `from`, ticking; it is not read out every second. */
export function Timer({ from, testId }: { readonly from: string; readonly testId?: string }) {
  const now = useNow()
  return (
    <span className={classes['timer']} role="timer" aria-live="off" data-testid={testId}>
      {clockOf(secondsSince(from, now))}
    </span>
  )
}

/** A length of time that has come to its end. */
export function Span({ seconds, testId }: { readonly seconds: number; readonly testId?: string }) {
  return (
    <span className={classes['timer']} data-testid={testId}>
      {clockOf(seconds)}
    </span>
  )
}
