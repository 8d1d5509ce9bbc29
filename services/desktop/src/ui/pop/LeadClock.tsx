import { Button, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LeadPop } from '../../../../../contracts/lead-offer.ts'
import { clockOf } from '../../state/format.ts'
import { request } from '../api.ts'
import { useNow } from '../clock.ts'
import { problemText } from '../problem-text.ts'

/** Whole seconds until a moment; none when it is over. */
function useSecondsUntil(moment: string): number {
  return Math.max(0, Math.ceil((Date.parse(moment) - useNow()) / 1_000))
}

/** When the lead is put before the next. */
export function Deadline({ until }: { readonly until: string }) {
  const { t } = useTranslation()
  const left = useSecondsUntil(until)
  return (
    <Text size="xs" c="dimmed" role="timer" aria-live="off" data-testid="lead-until">
      {t('leadCard.toNext', { time: clockOf(left) })}
    </Text>
  )
}

/** The call that makes itself: how long until it does, that it does, or that it did not come about. */
export function LeadCall({ offer }: { readonly offer: LeadPop }) {
  const { t } = useTranslation()
  const { call, callAt, lead } = offer
  if (call === 'asked') return <Text size="sm">{t('leadCard.calling')}</Text>
  if (call === 'failed')
    return (
      <Text size="sm" c="red">
        {t('leadCard.callFailed')}
      </Text>
    )
  return callAt ? <Countdown lead={lead.id} callAt={callAt} /> : null
}

function Countdown({ lead, callAt }: { readonly lead: string; readonly callAt: string }) {
  const { t } = useTranslation()
  const seconds = useSecondsUntil(callAt)
  const stop = useMutation({
    mutationFn: () => request('POST', `/api/v1/leads/${encodeURIComponent(lead)}/stop-call`)
  })
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      <Text size="sm" fw={600} role="timer" aria-live="off" data-testid="lead-countdown">
        {t('leadCard.callIn', { seconds })}
      </Text>
      <Button
        size="compact-sm"
        color="red"
        variant="light"
        loading={stop.isPending}
        onClick={() => stop.mutate()}
        data-testid="lead-stop"
      >
        {t('leadCard.stop')}
      </Button>
      {stop.error && (
        <Text size="xs" c="red" role="alert">
          {problemText(t, stop.error)}
        </Text>
      )}
    </Group>
  )
}
