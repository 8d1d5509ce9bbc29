import { Button, Text } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { MissedCall, MissedCallPatch } from '../../../../../contracts/missed-call.ts'
import { phoneOf, whenOf } from '../../state/format.ts'
import { hubNow, request } from '../api.ts'
import { useDesk } from '../desk-context.tsx'
import { useDialling } from '../dial/dialling.tsx'
import { Due } from '../parts/Due.tsx'
import { problemText } from '../problem-text.ts'
import { CloseForm } from './CloseForm.tsx'
import classes from './missed.module.css'

/** One customer who waits: who, how often they tried, how long is left, and what can be done. */
export function MissedRow({ missed }: { readonly missed: MissedCall }) {
  const { t } = useTranslation()
  const me = useDesk((desk) => desk.me)
  const client = useQueryClient()
  const { dial, busy } = useDialling()
  const [closing, setClosing] = useState(false)
  const { id, contact, number, owner, state } = missed
  const change = useMutation({
    mutationFn: (body: MissedCallPatch) =>
      request<MissedCall>('PATCH', `/api/v1/missed-calls/${encodeURIComponent(id)}`, body),
    onSuccess: () => setClosing(false),
    onSettled: () => client.invalidateQueries({ queryKey: ['missed-calls'] })
  })
  const mine = owner !== null && owner.id === me
  return (
    <li className={classes['row']} data-testid="missed-row" data-missed={id} data-state={state}>
      <Caller missed={missed} />
      <Facts missed={missed} />
      {state === 'open' && (
        <div className={classes['actions']}>
          {me && (
            <Button
              size="compact-sm"
              variant="default"
              loading={change.isPending && !closing}
              onClick={() => change.mutate({ ownerId: mine ? null : me })}
              data-testid="missed-take"
            >
              {t(mine ? 'missed.release' : 'missed.take')}
            </Button>
          )}
          {number && (
            <Button
              size="compact-sm"
              leftSection={<IconPhone size={14} aria-hidden />}
              aria-label={t('common.call', { number: phoneOf(number) })}
              disabled={busy}
              onClick={() => dial(number, contact?.id)}
            >
              {t('missed.call')}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-expanded={closing}
            onClick={() => setClosing(!closing)}
            data-testid="missed-close"
          >
            {t('missed.close')}
          </Button>
        </div>
      )}
      {change.error && (
        <Text size="xs" c="red" role="alert" className={classes['whole']}>
          {problemText(t, change.error)}
        </Text>
      )}
      {closing && state === 'open' && (
        <CloseForm
          busy={change.isPending}
          onClose={(reason) => change.mutate({ state: 'closed', reason })}
          onCancel={() => setClosing(false)}
        />
      )}
    </li>
  )
}

function Caller({ missed: { contact, number, name } }: { readonly missed: MissedCall }) {
  const { t } = useTranslation()
  const shown = number ? phoneOf(number) : t('hiddenNumber')
  return (
    <div className={classes['caller']}>
      {contact ? (
        <Link to={`/contacts/${contact.id}`} className={classes['name']}>
          {contact.displayName}
        </Link>
      ) : (
        <span className={classes['name']}>{name ?? shown}</span>
      )}
      {(contact || name) && <span className={classes['sub']}>{shown}</span>}
    </div>
  )
}

function Facts({ missed }: { readonly missed: MissedCall }) {
  const { t, i18n } = useTranslation()
  const me = useDesk((desk) => desk.me)
  const { attempts, lastAt, line, lineName, queue, owner, state, dueAt, closedAt, closedBy, reason } = missed
  const when = (time: string): string => whenOf(time, i18n.language, hubNow())
  const by = closedBy?.user?.name ?? t('timeline.someone')
  return (
    <div className={classes['facts']}>
      <span>
        {state === 'open' ? (
          <Due at={dueAt} />
        ) : (
          <>
            {closedAt && when(closedAt)} ·{' '}
            {closedBy?.interaction ? t('missed.closedSelf', { by }) : t('missed.closedBy', { by })}
            {reason && `: ${reason}`}
          </>
        )}
      </span>
      <span className={classes['sub']}>
        {[
          when(lastAt),
          attempts > 1 && t('missed.attempts', { count: attempts }),
          [queue, lineName ?? line].filter(Boolean).join(' · '),
          owner && (owner.id === me ? t('missed.takenByMe') : t('missed.takenBy', { name: owner.name }))
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </div>
  )
}
