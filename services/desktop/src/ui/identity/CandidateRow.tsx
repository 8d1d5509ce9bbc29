import { Anchor, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Candidate } from '../../../../../contracts/candidate.ts'
import type { Contact } from '../../../../../contracts/contact.ts'
import { Answers } from './Answers.tsx'
import classes from './identity.module.css'
import { Reasons } from './Reasons.tsx'

interface Props {
  readonly candidate: Candidate
  /** The interaction has this contact. */
  readonly chosen: boolean
  readonly busy: boolean
  /** Null where nothing can be said: the person may only look. */
  readonly onSay: ((verdict: 'is' | 'is-not', contact: Contact) => void) | null
  readonly onOpen?: () => void
}

/** One who may be the caller, how likely, why, and the two answers. */
export function CandidateRow({ candidate: { contact, confidence, reasons }, chosen, busy, onSay, onOpen }: Props) {
  const { t } = useTranslation()
  return (
    <div className={classes['candidate']} data-testid="candidate" data-contact={contact.id} data-chosen={chosen}>
      <div className={classes['line']}>
        <Anchor component={Link} to={`/contacts/${contact.id}`} fw={600} size="sm" onClick={() => onOpen?.()}>
          {contact.displayName}
        </Anchor>
        <Text span size="xs" c="dimmed">
          {contact.account}
        </Text>
        <Text span size="xs" className={classes['percent']}>
          {t('identity.match', { percent: Math.round(confidence * 100) })}
        </Text>
      </div>
      <Reasons reasons={reasons} />
      {onSay && <Answers contact={contact} chosen={chosen} busy={busy} onSay={onSay} />}
    </div>
  )
}
