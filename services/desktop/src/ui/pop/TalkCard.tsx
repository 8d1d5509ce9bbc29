import { Anchor, Button, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { isTalking, type Talk } from '../../state/desk.ts'
import { request } from '../api.ts'
import { useDesk } from '../desk-context.tsx'
import { Mark } from '../parts/Mark.tsx'
import { lineOf, nameOf, numberOf } from '../parts/naming.ts'
import { Span, Timer } from '../parts/Timer.tsx'
import { problemText } from '../problem-text.ts'
import { NewCallerForm } from './NewCallerForm.tsx'
import classes from './pop.module.css'
import { Recent } from './Recent.tsx'
import { WrapUp } from './WrapUp.tsx'

/** The call this person talks in, and afterwards the place to say what came of it. */
export function TalkCard({ talk: { interaction, pop } }: { readonly talk: Talk }) {
  const { t } = useTranslation()
  const me = useDesk((desk) => desk.me)
  const [creating, setCreating] = useState(false)
  const going = isTalking(interaction, me)
  const contact = interaction.contact ?? pop?.candidates[0]?.contact ?? null
  const number = numberOf(interaction)
  return (
    <article
      className={classes['card']}
      data-kind={going ? 'talk' : 'over'}
      data-testid="talk-card"
      data-interaction={interaction.id}
      data-state={interaction.state}
      aria-label={nameOf(t, interaction)}
    >
      <TalkHead interaction={interaction} me={me} />
      <div>
        {contact ? (
          <Anchor
            component={Link}
            to={`/contacts/${contact.id}`}
            className={classes['name']}
            data-testid="contact-name"
          >
            {contact.displayName}
          </Anchor>
        ) : (
          <Text className={classes['name']} data-testid="contact-name">
            {nameOf(t, interaction)}
          </Text>
        )}
        <Text className={classes['number']} size="sm">
          {[number, lineOf(interaction)].filter(Boolean).join(' · ')}
        </Text>
      </div>
      {!contact && number && interaction.direction !== 'internal' && (
        <Group>
          <Button size="compact-sm" variant="light" aria-expanded={creating} onClick={() => setCreating(!creating)}>
            {t('pop.create')}
          </Button>
        </Group>
      )}
      {creating && !contact && <NewCallerForm interaction={interaction} onDone={() => setCreating(false)} />}
      {going && pop && pop.recent.length > 0 && <Recent interactions={pop.recent} />}
      <WrapUp interaction={interaction} going={going} />
    </article>
  )
}

function TalkHead({ interaction, me }: { readonly interaction: Interaction; readonly me: string | null }) {
  const { t } = useTranslation()
  const going = isTalking(interaction, me)
  const mine = interaction.participants.findLast((one) => one.user?.id === me && one.answeredAt !== null)
  const hangUp = useMutation({
    mutationFn: () => request('POST', `/api/v1/calls/${encodeURIComponent(interaction.id)}/hangup`)
  })
  const held = interaction.state === 'held'
  // the clock of a talk starts when somebody speaks, not when one's own phone was picked up to call out
  const from = interaction.answeredAt && mine?.answeredAt ? later(interaction.answeredAt, mine.answeredAt) : null
  return (
    <>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Mark tone={going ? (held ? 'hold' : from ? 'good' : 'wait') : 'none'}>
          {going ? (from ? t(held ? 'talk.held' : 'talk.talking') : t('state.alerting')) : t('talk.over')}
        </Mark>
        <Group gap="xs" wrap="nowrap">
          <Text fw={600} span>
            {going && from && <Timer from={from} testId="talk-timer" />}
            {!going && <Span seconds={mine?.talkSeconds || interaction.talkSeconds} testId="talk-timer" />}
          </Text>
          {going && (
            <Button
              size="compact-xs"
              color="red"
              variant="light"
              loading={hangUp.isPending}
              onClick={() => hangUp.mutate()}
              data-testid="talk-hangup"
            >
              {t('dial.hangUp')}
            </Button>
          )}
        </Group>
      </Group>
      {going && hangUp.error && (
        <Text size="xs" c="red" role="alert">
          {problemText(t, hangUp.error)}
        </Text>
      )}
    </>
  )
}

const later = (one: string, other: string): string => (one > other ? one : other)
