import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconChecklist, IconPhone } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Interaction, WholeInteraction } from '../../../../../contracts/interaction.ts'
import { clockOf } from '../../state/format.ts'
import { useDialling } from '../dial/dialling.tsx'
import { Files } from '../files/Files.tsx'
import { WhoIsIt } from '../identity/WhoIsIt.tsx'
import { StateMark } from '../parts/Mark.tsx'
import { lineOf, nameOf, numberOf } from '../parts/naming.ts'
import { useDispositionName } from '../pop/dispositions.ts'
import { TaskModal } from '../tasks/TaskModal.tsx'
import { Attribution } from './Attribution.tsx'
import classes from './calls.module.css'
import { Participants } from './Participants.tsx'
import { Why } from './Why.tsx'
import { Words } from './Words.tsx'

interface Props {
  readonly interaction: WholeInteraction
  readonly onLeave: () => void
}

export function InteractionDetails({ interaction, onLeave }: Props) {
  const { t } = useTranslation()
  const { contact, direction, reason, note, disposition, estimated, remote } = interaction
  const { dial, busy } = useDialling()
  const dispositionName = useDispositionName()
  const [tasking, setTasking] = useState(false)
  const address = remote.address ?? remote.raw
  const back = direction === 'internal' || address?.includes('@') ? null : address
  const callBack = (): void => {
    if (back) dial(back, contact?.id)
    onLeave()
  }
  return (
    <Stack gap="md" data-testid="interaction-drawer" data-interaction={interaction.id}>
      <div>
        <Title order={3} size="h1" data-testid="contact-name">
          {contact ? (
            <Anchor component={Link} to={`/contacts/${contact.id}`} inherit onClick={onLeave}>
              {contact.displayName}
            </Anchor>
          ) : (
            nameOf(t, interaction)
          )}
        </Title>
        <Text size="sm" c="dimmed">
          {[t(`direction.${direction}`), numberOf(interaction), lineOf(interaction)].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <Group justify="space-between">
        <span>
          <StateMark interaction={interaction} />
          {reason && (
            <Text span size="sm" c="dimmed" ml={8}>
              {t(`reason.${reason}`)}
            </Text>
          )}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconChecklist size={14} aria-hidden />}
          onClick={() => setTasking(true)}
        >
          {t('card.newTask')}
        </Button>
        {back && (
          <Button
            size="compact-sm"
            leftSection={<IconPhone size={14} aria-hidden />}
            disabled={busy}
            onClick={callBack}
          >
            {t('drawer.callBack')}
          </Button>
        )}
      </Group>
      <Times interaction={interaction} />
      {estimated.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('drawer.estimated')}
        </Text>
      )}
      <Words interaction={interaction} />
      <Attribution interaction={interaction} />
      <WhoIsIt interaction={interaction} onOpen={onLeave} />
      {interaction.participants.length > 0 && <Participants interaction={interaction} />}
      {(disposition || note) && (
        <div>
          {disposition && (
            <Text size="sm" fw={600}>
              {dispositionName(disposition)}
            </Text>
          )}
          {note && <Text className={classes['prose']}>{note}</Text>}
        </div>
      )}
      <Files holder={{ kind: 'interaction', id: interaction.id }} />
      {interaction.channel === 'call' && <Why interaction={interaction.id} />}
      <TaskModal
        opened={tasking}
        {...(contact ? { contact } : {})}
        interaction={interaction.id}
        onClose={() => setTasking(false)}
      />
    </Stack>
  )
}

function Times({ interaction }: { readonly interaction: Interaction }) {
  const { t, i18n } = useTranslation()
  const { startedAt, answeredAt, endedAt, waitSeconds, talkSeconds, holdSeconds } = interaction
  const exact = (time: string | null): string | null =>
    time && new Date(time).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'medium' })
  const rows = [
    [t('drawer.began'), exact(startedAt)],
    [t('drawer.answered'), exact(answeredAt)],
    [t('drawer.ended'), exact(endedAt)],
    [t('list.wait'), clockOf(waitSeconds)],
    [t('list.talk'), clockOf(talkSeconds)],
    [t('drawer.hold'), holdSeconds > 0 ? clockOf(holdSeconds) : null]
  ] as const
  return (
    <dl className={classes['facts']}>
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
