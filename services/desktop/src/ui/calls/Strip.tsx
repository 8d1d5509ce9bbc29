import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../desk-context.tsx'
import { Mark } from '../parts/Mark.tsx'
import classes from './calls.module.css'

const TONES = { offline: 'none', available: 'good', ringing: 'wait', busy: 'hold' } as const

/** Who waits where, and who is there to answer. */
export function Strip() {
  const { t } = useTranslation()
  const agents = useDesk((desk) => desk.agents)
  const queues = useDesk((desk) => desk.queues)
  const present = [...agents.values()].filter((agent) => agent.online || agent.state !== 'offline')
  const waiting = [...queues.values()].filter((queue) => queue.depth > 0)
  return (
    <section className={classes['strip']} aria-label={t('strip.title')} data-testid="strip">
      <ul>
        {waiting.map((queue) => (
          <li key={queue.queue} className={classes['queue']}>
            {t('strip.queue', { queue: queue.queue, depth: queue.depth })}
          </li>
        ))}
        {waiting.length === 0 && (
          <Text component="li" size="sm" c="dimmed">
            {t('strip.noQueues')}
          </Text>
        )}
      </ul>
      <ul>
        {present.map(({ user, online, state }) => (
          <li key={user.id}>
            <Mark tone={TONES[state]}>
              {user.name}
              <Text span size="xs" c="dimmed">
                {t(`agentState.${online || state !== 'available' ? state : 'offline'}`)}
              </Text>
            </Mark>
          </li>
        ))}
        {present.length === 0 && (
          <Text component="li" size="sm" c="dimmed">
            {t('strip.noAgents')}
          </Text>
        )}
      </ul>
    </section>
  )
}
