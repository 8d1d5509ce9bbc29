import { ActionIcon, Button, Group, Text } from '@mantine/core'
import { IconForms, IconPhone, IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { WholeLead } from '../../../../../contracts/lead.ts'
import type { LeadPop } from '../../../../../contracts/lead-offer.ts'
import type { ScreenPop } from '../../../../../contracts/realtime.ts'
import { phoneOf } from '../../state/format.ts'
import { request } from '../api.ts'
import { useDeskTools } from '../desk-context.tsx'
import { useDialling } from '../dial/dialling.tsx'
import { Timer } from '../parts/Timer.tsx'
import { problemText } from '../problem-text.ts'
import { Deadline, LeadCall } from './LeadClock.tsx'
import classes from './pop.module.css'
import { Recent } from './Recent.tsx'

interface Props {
  readonly pop: ScreenPop
  readonly offer: LeadPop
}

/** A lead that waits for this person to take it: who it is, what they wrote, where from, and for how long still. */
export function LeadCard({ pop, offer }: Props) {
  const { t } = useTranslation()
  const { link } = useDeskTools()
  const { lead } = offer
  const contact = lead.contact ?? pop.candidates[0]?.contact ?? null
  const name = contact?.displayName ?? lead.name ?? reached(lead) ?? t('leadCard.unnamed')
  const decline = (): void => {
    link.ack(pop.interaction.id, 'dismissed')
    link.dispatch({ type: 'dismiss', id: pop.interaction.id })
  }
  return (
    <article
      className={classes['card']}
      data-kind="pop"
      data-testid="lead-pop"
      data-lead={lead.id}
      aria-label={`${titleOf(t, offer)}: ${name}`}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <span className={classes['kicker']}>
          <IconForms size={16} aria-hidden />
          {titleOf(t, offer)}
        </span>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('leadCard.decline')}
          title={t('leadCard.decline')}
          onClick={decline}
          data-testid="lead-decline"
        >
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <div>
        <Text className={classes['name']} data-testid="contact-name">
          {name}
        </Text>
        <Text className={classes['number']} size="sm">
          {[reached(lead), offer.why === 'owner' && t('leadCard.owner')].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <Where offer={offer} />
      {lead.text !== '' && (
        <p className={classes['letter']} data-testid="lead-text">
          {lead.text}
        </p>
      )}
      {pop.recent.length > 0 && <Recent interactions={pop.recent} />}
      {offer.until && offer.call !== 'asked' && <Deadline until={offer.until} />}
      <LeadCall offer={offer} />
      <Buttons offer={offer} contact={contact?.id ?? null} onOpen={() => link.ack(pop.interaction.id, 'opened')} />
    </article>
  )
}

function titleOf(t: TFunction, { why, lead }: LeadPop): string {
  if (why === 'nobody-there') return t('leadCard.nobodyThere')
  if (why === 'not-taken') return t('leadCard.notTaken')
  if (why === 'handed') return t('leadCard.handed')
  return lead.submissions > 1 ? t('leadCard.again', { count: lead.submissions }) : t('leadCard.fresh')
}

const reached = ({ phone, email }: LeadPop['lead']): string | null =>
  [phone && phoneOf(phone), email].filter(Boolean).join(' · ') || null

/** The form, the source and the wait. */
function Where({ offer: { lead } }: { readonly offer: LeadPop }) {
  const { t } = useTranslation()
  return (
    <dl className={classes['why']}>
      <div>
        <dt>{t('leadCard.form')}</dt>
        <dd>{lead.form.name}</dd>
      </div>
      {lead.source && (
        <div>
          <dt>{t('leadCard.source')}</dt>
          <dd>{lead.source}</dd>
        </div>
      )}
      <div>
        <dt>{t('leadCard.waits')}</dt>
        <dd>
          <Timer from={lead.createdAt} />
        </dd>
      </div>
    </dl>
  )
}

interface ButtonsProps {
  readonly offer: LeadPop
  readonly contact: string | null
  readonly onOpen: () => void
}

function Buttons({ offer: { lead, call }, contact, onOpen }: ButtonsProps) {
  const { t } = useTranslation()
  const { dial, busy } = useDialling()
  const path = `/api/v1/leads/${encodeURIComponent(lead.id)}/take`
  // what is to follow is said here: by then the card may be gone
  const take = useMutation({ mutationFn: () => request<WholeLead>('POST', path) })
  const takeAndCall = useMutation({
    mutationFn: () => request<WholeLead>('POST', path),
    onSuccess: () => lead.phone && dial(lead.phone, lead.contact?.id)
  })
  const error = take.error ?? takeAndCall.error
  const waits = take.isPending || takeAndCall.isPending
  return (
    <>
      {error && (
        <Text size="xs" c="red" role="alert">
          {problemText(t, error)}
        </Text>
      )}
      <Group gap="xs" mt={2}>
        {lead.phone && call !== 'asked' && (
          <Button
            size="compact-sm"
            leftSection={<IconPhone size={14} aria-hidden />}
            loading={takeAndCall.isPending}
            disabled={busy || waits}
            onClick={() => takeAndCall.mutate()}
            data-testid="lead-call"
          >
            {t('leadCard.call')}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="light"
          loading={take.isPending}
          disabled={waits}
          onClick={() => take.mutate()}
          data-testid="lead-take"
        >
          {t('leadCard.take')}
        </Button>
        {contact && (
          <Button component={Link} to={`/contacts/${contact}`} size="compact-sm" variant="default" onClick={onOpen}>
            {t('pop.open')}
          </Button>
        )}
      </Group>
    </>
  )
}
