import {
  IconArrowDownLeft,
  IconArrowsLeftRight,
  IconArrowUpRight,
  IconChecklist,
  IconForms,
  IconGitMerge,
  IconMail,
  IconMailForward,
  IconMessage,
  IconNotes
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel, Direction } from '../../../../../contracts/words.ts'
import classes from './parts.module.css'

const CALLS = { inbound: IconArrowDownLeft, outbound: IconArrowUpRight, internal: IconArrowsLeftRight }
const OTHERS = { form: IconForms, chat: IconMessage, crm: IconNotes, task: IconChecklist, merge: IconGitMerge }

interface Props {
  readonly channel: Channel | 'task' | 'merge'
  readonly direction?: Direction
  readonly size?: number
}

/** What kind of thing it is, and for calls and letters which way it went. */
export function ChannelIcon({ channel, direction = 'inbound', size = 16 }: Props) {
  const { t } = useTranslation()
  const Icon =
    channel === 'call'
      ? CALLS[direction]
      : channel === 'email'
        ? direction === 'outbound'
          ? IconMailForward
          : IconMail
        : OTHERS[channel]
  const name = channel === 'task' || channel === 'merge' ? t(`channel.${channel}`) : undefined
  const label = name ?? (channel === 'call' ? t(`direction.${direction}`) : t(`channel.${channel}`))
  return <Icon size={size} role="img" aria-label={label} className={classes['icon']} />
}
