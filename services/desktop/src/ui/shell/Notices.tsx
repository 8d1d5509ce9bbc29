import { Alert, CloseButton, Group } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { useDesk, useDeskTools } from '../desk-context.tsx'
import classes from './shell.module.css'

/** Says when what is on the screen may be, or has been, out of date. */
export function Notices() {
  const { t, i18n } = useTranslation()
  const { link } = useDeskTools()
  const state = useDesk((desk) => desk.link)
  const lostAt = useDesk((desk) => desk.lostAt)
  const gap = useDesk((desk) => desk.gap)
  const when = (time: string): string => whenOf(time, i18n.language, hubNow())
  const open = gap !== null && Date.parse(gap.to) <= Date.parse(gap.from)
  return (
    <div role="status" className={classes['notices']}>
      {state === 'reconnecting' && lostAt !== null && (
        <Alert color="red" variant="light" p="xs" icon={<IconPlugConnectedX size={18} />} data-testid="link-lost">
          {t('link.lost', { since: when(new Date(lostAt).toISOString()) })}
        </Alert>
      )}
      {gap && (
        <Alert color="yellow" variant="light" p="xs" icon={<IconPlugConnectedX size={18} />} data-testid="feed-gap">
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <span>
              {open
                ? t('link.gapOpen', { instance: gap.instance, since: when(gap.from) })
                : t('link.gap', { instance: gap.instance, from: when(gap.from), to: when(gap.to) })}
            </span>
            <CloseButton size="sm" aria-label={t('link.gapRead')} onClick={() => link.dispatch({ type: 'gap-read' })} />
          </Group>
        </Alert>
      )}
    </div>
  )
}
