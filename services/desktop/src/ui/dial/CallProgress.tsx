import { Button, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { type Desk, isTalking } from '../../state/desk.ts'
import { phoneOf } from '../../state/format.ts'
import { request } from '../api.ts'
import { useDesk } from '../desk-context.tsx'
import { Span, Timer } from '../parts/Timer.tsx'
import { problemText } from '../problem-text.ts'
import classes from './dial.module.css'

type Dialled = NonNullable<Desk['dialled']>
type Phase = 'phone' | 'ringing' | 'talking' | 'held' | 'ended'

/** Where a click-to-call stands: first one's own phone rings, then the other's. */
function phaseOf({ interaction }: Dialled, me: string | null): Phase {
  if (!interaction) return 'phone'
  if (interaction.state === 'ended') return 'ended'
  if (interaction.state === 'held') return 'held'
  if (interaction.state === 'connected') return 'talking'
  return isTalking(interaction, me) ? 'ringing' : 'phone'
}

export function CallProgress({ dialled, onDone }: { readonly dialled: Dialled; readonly onDone: () => void }) {
  const { t } = useTranslation()
  const me = useDesk((desk) => desk.me)
  const hangUp = useMutation({
    mutationFn: () => request('POST', `/api/v1/calls/${encodeURIComponent(dialled.id)}/hangup`)
  })
  const phase = phaseOf(dialled, me)
  const interaction = dialled.interaction
  const to =
    interaction?.contact?.displayName ?? interaction?.remote.name ?? phoneOf(interaction?.remote.address ?? dialled.to)
  const through = interaction?.outcome === 'answered'
  const title = phase === 'ended' && !through ? t('dial.notThrough') : t(`dial.${phase}`, { to })
  return (
    <div className={classes['progress']} data-testid="dial-progress" data-phase={phase}>
      <Group gap="xs" justify="space-between" wrap="nowrap" align="baseline">
        <Text size="sm" fw={600}>
          {title}
        </Text>
        {(phase === 'talking' || phase === 'held') && interaction?.answeredAt && (
          <Timer from={interaction.answeredAt} />
        )}
        {phase === 'ended' && through && interaction && <Span seconds={interaction.talkSeconds} />}
      </Group>
      {phase === 'ended' && !through && interaction && (
        <Text size="sm" c="dimmed">
          {to}: {interaction.reason ? t(`reason.${interaction.reason}`) : outcomeText(t, interaction.outcome)}
        </Text>
      )}
      {hangUp.error && phase !== 'ended' && (
        <Text size="sm" c="red" role="alert">
          {problemText(t, hangUp.error)}
        </Text>
      )}
      {phase === 'ended' ? (
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {t('dial.clear')}
        </Button>
      ) : (
        <Button
          size="compact-sm"
          color="red"
          variant="light"
          loading={hangUp.isPending}
          onClick={() => hangUp.mutate()}
          data-testid="dial-hangup"
        >
          {t('dial.hangUp')}
        </Button>
      )}
    </div>
  )
}

function outcomeText(t: TFunction, outcome: NonNullable<Dialled['interaction']>['outcome']): string {
  return outcome ? t(`outcome.${outcome}`).toLowerCase() : ''
}
