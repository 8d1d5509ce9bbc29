import { seesAll, useSession } from '../session-context.tsx'
import classes from './calls.module.css'
import { Interactions } from './Interactions.tsx'
import { LiveCalls } from './LiveCalls.tsx'
import { Strip } from './Strip.tsx'

/** What goes on now, and what was before. */
export function CallsPage() {
  const all = seesAll(useSession())
  return (
    <div className={classes['page']}>
      {all && <Strip />}
      <LiveCalls />
      <Interactions />
    </div>
  )
}
