import { useTranslation } from 'react-i18next'
import type { MatchReason } from '../../../../../contracts/candidate.ts'
import classes from './identity.module.css'
import { reasonText } from './reason-text.ts'

export function Reasons({ reasons }: { readonly reasons: readonly MatchReason[] }) {
  const { t, i18n } = useTranslation()
  return (
    <ul className={classes['reasons']} data-testid="reasons">
      {reasons.map((reason) => (
        <li key={`${reason.code}:${reason.interaction ?? ''}:${reason.at ?? ''}`} data-code={reason.code}>
          {reasonText(t, i18n.language, reason)}
        </li>
      ))}
    </ul>
  )
}
