import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { WholeLead } from '../../../../../contracts/lead.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { PhoneButton } from '../parts/PhoneButton.tsx'
import { useMayAnswer } from '../session-context.tsx'
import { LeadActions } from './LeadActions.tsx'
import { LeadMark } from './LeadMark.tsx'
import classes from './leads.module.css'
import { leadName, spamText } from './naming.ts'
import { Sent } from './Sent.tsx'
import { TouchClock } from './TouchClock.tsx'
import { Touches } from './Touches.tsx'

interface Props {
  readonly lead: WholeLead
  readonly onLeave: () => void
  readonly onHistory: () => void
}

export function LeadDetails({ lead, onLeave, onHistory }: Props) {
  const { t, i18n } = useTranslation()
  const { contact, form, createdAt, state, owner, team, spam, interaction } = lead
  const has = [owner?.name, team?.name].filter(Boolean).join(' · ')
  return (
    <Stack gap="md" data-testid="lead" data-lead={lead.id} data-state={state}>
      <div>
        <Title order={3} size="h1" className={classes['name']}>
          {contact ? (
            <Anchor component={Link} to={`/contacts/${contact.id}`} inherit onClick={onLeave}>
              {contact.displayName}
            </Anchor>
          ) : (
            leadName(t, lead)
          )}
        </Title>
        <Text size="sm" c="dimmed">
          {form.name} · {whenOf(createdAt, i18n.language, hubNow())}
        </Text>
      </div>
      <Group gap="xs" justify="space-between">
        <LeadMark state={state} />
        <TouchClock lead={lead} />
      </Group>
      {state === 'spam' ? (
        <Text size="sm" data-testid="spam-reasons">
          {t('leads.keptAside', { why: spam.map((reason) => spamText(t, reason)).join('; ') })}
        </Text>
      ) : (
        <Text size="sm" data-testid="lead-owner">
          {has ? t('leads.has', { name: has }) : t('leads.nobodyHas')}
        </Text>
      )}
      <Reach lead={lead} />
      <LeadActions lead={lead} />
      <Sent lead={lead} />
      <Touches lead={lead} />
      {interaction && (
        <div>
          <Button size="compact-sm" variant="default" onClick={onHistory}>
            {t('leads.inHistory')}
          </Button>
        </div>
      )}
    </Stack>
  )
}

/** By what they are reached: the number dials for whoever makes calls. */
function Reach({ lead: { phone, email, contact } }: { readonly lead: WholeLead }) {
  const { t } = useTranslation()
  const answers = useMayAnswer()
  if (!phone && !email) return null
  return (
    <dl className={classes['facts']}>
      {phone && (
        <div>
          <dt>{t('leads.phone')}</dt>
          <dd>{answers ? <PhoneButton number={phone} {...(contact ? { contact: contact.id } : {})} /> : phone}</dd>
        </div>
      )}
      {email && (
        <div>
          <dt>{t('leads.email')}</dt>
          <dd>
            <Anchor href={`mailto:${encodeURIComponent(email)}`} size="sm">
              {email}
            </Anchor>
          </dd>
        </div>
      )}
    </dl>
  )
}
