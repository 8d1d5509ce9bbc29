import { NavLink } from 'react-router'
import classes from './parts.module.css'

interface Props {
  readonly label: string
  readonly links: readonly { readonly to: string; readonly label: string }[]
}

/** The pages of one section. */
export function SubNav({ label, links }: Props) {
  return (
    <nav className={classes['subnav']} aria-label={label}>
      {links.map(({ to, label }) => (
        <NavLink key={to} to={to}>
          {label}
        </NavLink>
      ))}
    </nav>
  )
}
