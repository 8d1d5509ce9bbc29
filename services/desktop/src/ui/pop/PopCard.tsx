import { ActionIcon, Button, Group, Text } from '@mantine/core'
import { IconPhoneIncoming, IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ScreenPop } from '../../../../../contracts/realtime.ts'
import { hubNow } from '../api.ts'
import { useDeskTools } from '../desk-context.tsx'
import { numberOf } from '../parts/naming.ts'
import { Timer } from '../parts/Timer.tsx'
import { Candidates } from './Candidates.tsx'
import { NewCallerForm } from './NewCallerForm.tsx'
import classes from './pop.module.css'
import { Recent } from './Recent.tsx'

/** Who calls, on which line, how long they have waited. */
export function PopCard({ pop }: { readonly pop: ScreenPop }) {
  const { t } = useTranslation()
  const { link } = useDeskTools()
  const [creating, setCreating] = useState(false)
  const { interaction } = pop
  const first = pop.candidates[0]
  const contact = interaction.contact?.id ?? first?.contact.id
  const dismiss = (): void => {
    link.ack(interaction.id, 'dismissed')
    link.dispatch({ type: 'dismiss', id: interaction.id })
  }
  return (
    <article className={classes['card']} data-kind="pop" data-testid="pop" data-interaction={interaction.id}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <span className={classes['kicker']}>
          <IconPhoneIncoming size={16} aria-hidden />
          {interaction.direction === 'internal' ? t('pop.internal') : t('pop.incoming')}
        </span>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('pop.dismiss')} onClick={dismiss}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <Candidates interaction={interaction} candidates={pop.candidates} />
      <Why pop={pop} />
      {first && <Recent interactions={pop.recent} />}
      <Group gap="xs" mt={2}>
        {contact ? (
          <Button
            component={Link}
            to={`/contacts/${contact}`}
            size="compact-sm"
            variant="light"
            onClick={() => link.ack(interaction.id, 'opened')}
          >
            {t('pop.open')}
          </Button>
        ) : (
          numberOf(interaction) && (
            <Button
              size="compact-sm"
              variant="light"
              aria-expanded={creating}
              onClick={() => setCreating(!creating)}
              data-testid="pop-create"
            >
              {t('pop.create')}
            </Button>
          )
        )}
      </Group>
      {creating && !contact && <NewCallerForm interaction={interaction} onDone={() => setCreating(false)} />}
    </article>
  )
}

/** The line, the queue and the wait, which goes on while the card is looked at. */
function Why({ pop }: { readonly pop: ScreenPop }) {
  const { t } = useTranslation()
  const { line, lineName, queue, waitSeconds } = pop.why
  const source = pop.interaction.attribution?.source
  // counted from when the card came here: the hub's figure and its clock are both its own
  const [since, setSince] = useState(() => new Date(hubNow() - waitSeconds * 1000).toISOString())
  useEffect(() => setSince(new Date(hubNow() - waitSeconds * 1000).toISOString()), [waitSeconds])
  return (
    <dl className={classes['why']} data-testid="pop-why">
      {(line || lineName) && (
        <div>
          <dt>{t('pop.line')}</dt>
          <dd>
            {lineName ?? line}
            {lineName && line && (
              <Text span c="dimmed" size="xs">
                {' '}
                {line}
              </Text>
            )}
          </dd>
        </div>
      )}
      {source && (
        <div>
          <dt>{t('source.source')}</dt>
          <dd>{source}</dd>
        </div>
      )}
      {queue && (
        <div>
          <dt>{t('pop.queue')}</dt>
          <dd>{queue}</dd>
        </div>
      )}
      <div>
        <dt>{t('pop.waited')}</dt>
        <dd>
          <Timer from={since} />
        </dd>
      </div>
    </dl>
  )
}
