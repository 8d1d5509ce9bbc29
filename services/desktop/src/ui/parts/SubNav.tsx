import { NavLink } from 'react-router'
import classes from './parts.module.css'

interface Props {
  readonly label: string
  /** `end`: other pages of the section stand under its address. */
  readonly links: readonly { readonly to: string; readonly label: string; readonly end?: boolean }[]
}

/** The pages of one section. */
export function SubNav({ label, links }: Props) {
  return (
    <nav className={classes['subnav']} aria-label={label}>
      {links.map(({ to, label, end = false }) => (
        <NavLink key={to} to={to} end={end}>
          {label}
        </NavLink>
      ))}
    </nav>
  )
}
