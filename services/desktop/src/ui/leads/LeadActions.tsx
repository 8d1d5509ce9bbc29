import { Alert, Button, Group, Text } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeadPatch, WholeLead } from '../../../../../contracts/lead.ts'
import { phoneOf } from '../../state/format.ts'
import { ApiProblem } from '../api.ts'
import { useDesk } from '../desk-context.tsx'
import { useDialling } from '../dial/dialling.tsx'
import { Failure } from '../parts/Note.tsx'
import { useMayAnswer } from '../session-context.tsx'
import { HandOn } from './HandOn.tsx'
import classes from './leads.module.css'
import { useLeadChange } from './queries.ts'

/** What can be done with a lead as it stands. */
export function LeadActions({ lead }: { readonly lead: WholeLead }) {
  const { t } = useTranslation()
  const me = useDesk((desk) => desk.me)
  const change = useLeadChange(lead)
  const [handing, setHanding] = useState(false)
  const { state, owner } = lead
  const isOpen = state === 'new' || state === 'taken'
  const mine = owner !== null && owner.id === me
  const mineIfNobodys: LeadPatch = owner === null && me ? { ownerId: me } : {}
  const say = (patch: LeadPatch): void => change.mutate(patch, { onSuccess: () => setHanding(false) })
  const act = (name: Action, patch: LeadPatch, isMain = false) => (
    <Button
      size="compact-sm"
      variant={isMain ? 'filled' : 'default'}
      disabled={change.isPending}
      onClick={() => say(patch)}
      data-testid={`lead-${name}`}
    >
      {t(`leads.do.${name}`)}
    </Button>
  )
  return (
    <div className={classes['actions']}>
      <Group gap={6}>
        {isOpen && <Call lead={lead} />}
        {isOpen &&
          !(mine && state === 'taken') &&
          act('take', { state: 'taken', ...(me ? { ownerId: me } : {}) }, true)}
        {isOpen && act('won', { state: 'won', ...mineIfNobodys })}
        {isOpen && act('lost', { state: 'lost', ...mineIfNobodys })}
        {(state === 'won' || state === 'lost') && act('reopen', { state: 'taken' })}
        {state === 'spam' && act('notSpam', { state: 'new' }, true)}
      </Group>
      {isOpen && (
        <Group gap={6}>
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={handing}
            onClick={() => setHanding(!handing)}
            data-testid="lead-hand-on"
          >
            {t('leads.do.handOn')}
          </Button>
          {mine && state === 'taken' && (
            <Button
              size="compact-sm"
              variant="subtle"
              disabled={change.isPending}
              onClick={() => say({ state: 'new', ownerId: null })}
              data-testid="lead-release"
            >
              {t('leads.do.release')}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            disabled={change.isPending}
            onClick={() => say({ state: 'spam' })}
            data-testid="lead-spam"
          >
            {t('leads.do.spam')}
          </Button>
        </Group>
      )}
      {change.error && <Refused error={change.error} />}
      {handing && isOpen && (
        <HandOn lead={lead} busy={change.isPending} onHand={say} onCancel={() => setHanding(false)} />
      )}
    </div>
  )
}

type Action = 'take' | 'won' | 'lost' | 'reopen' | 'notSpam'

/** A colleague was quicker: nothing was changed, and what stands here now is theirs. */
function Refused({ error }: { readonly error: unknown }) {
  const { t } = useTranslation()
  if (!(error instanceof ApiProblem && error.word === 'conflict')) return <Failure error={error} />
  return (
    <Alert role="alert" color="yellow" variant="light" p="xs" data-testid="lead-conflict">
      <Text size="sm">{t('leads.conflict')}</Text>
    </Alert>
  )
}

function Call({ lead: { phone, contact } }: { readonly lead: WholeLead }) {
  const { t } = useTranslation()
  const answers = useMayAnswer()
  const { dial, busy } = useDialling()
  if (!phone || !answers) return null
  return (
    <Button
      size="compact-sm"
      leftSection={<IconPhone size={14} aria-hidden />}
      aria-label={t('common.call', { number: phoneOf(phone) })}
      disabled={busy}
      onClick={() => dial(phone, contact?.id)}
      data-testid="lead-call"
    >
      {t('dial.call')}
    </Button>
  )
}
