import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import type { Merge } from '../../../../../contracts/merge.ts'
import type { Task } from '../../../../../contracts/task.ts'
import type { TimelineItem } from '../../../../../contracts/timeline.ts'
import { clockOf, whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { ChannelIcon } from '../parts/ChannelIcon.tsx'
import { StateMark } from '../parts/Mark.tsx'
import { agentsOf, lineOf } from '../parts/naming.ts'
import { useDispositionName } from '../pop/dispositions.ts'
import classes from './timeline.module.css'

interface Props {
  readonly item: TimelineItem
  readonly onInteraction: (id: string) => void
  readonly onTask: (task: Task) => void
}

/** One thing that happened: its time, what it was, and what is worth knowing of it at a glance. */
export function Happening({ item, onInteraction, onTask }: Props) {
  const { i18n } = useTranslation()
  const time = new Date(item.at).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' })
  return (
    <li className={classes['row']} data-testid="timeline-item" data-kind={item.kind}>
      <time dateTime={item.at}>{time}</time>
      {item.kind === 'task' ? (
        <TaskItem task={item.task} onOpen={() => onTask(item.task)} />
      ) : item.kind === 'merge' ? (
        <MergeItem merge={item.merge} />
      ) : (
        <InteractionItem interaction={item} onOpen={() => onInteraction(item.id)} />
      )}
    </li>
  )
}

interface InteractionProps {
  readonly interaction: Interaction
  readonly onOpen: () => void
}

function InteractionItem({ interaction, onOpen }: InteractionProps) {
  const { t } = useTranslation()
  const dispositionName = useDispositionName()
  const { channel, direction, talkSeconds, note, subject, preview } = interaction
  const call = channel === 'call'
  const title = call ? t(`direction.${direction}`) : subject || t(`channel.${channel}`)
  const facts = [agentsOf(interaction), lineOf(interaction)].filter(Boolean).join(' · ')
  const words = [dispositionName(interaction.disposition), note ?? (call ? null : preview)].filter(Boolean).join(': ')
  return (
    <>
      <ChannelIcon channel={channel} direction={direction} />
      <div className={classes['what']}>
        <div className={classes['line']}>
          <button type="button" className={classes['open']} onClick={onOpen}>
            {title}
          </button>
          {call && <StateMark interaction={interaction} />}
          {talkSeconds > 0 && <span className={classes['figure']}>{clockOf(talkSeconds)}</span>}
          <span className={classes['sub']}>{facts}</span>
        </div>
        {words && <p className={classes['words']}>{words}</p>}
      </div>
    </>
  )
}

function TaskItem({ task, onOpen }: { readonly task: Task; readonly onOpen: () => void }) {
  const { t, i18n } = useTranslation()
  const { title, state, dueAt, doneAt, assignee, note } = task
  const when = (time: string): string => whenOf(time, i18n.language, hubNow())
  const stand =
    state === 'done' && doneAt
      ? `${t('tasks.doneNow')}: ${task.doneBy?.name ?? ''} ${when(doneAt)}`
      : t('tasks.due', { when: when(dueAt) })
  return (
    <>
      <ChannelIcon channel="task" />
      <div className={classes['what']}>
        <div className={classes['line']}>
          <button type="button" className={classes['open']} onClick={onOpen}>
            {title}
          </button>
          <span className={classes['sub']}>{[stand, assignee?.name].filter(Boolean).join(' · ')}</span>
        </div>
        {note && <p className={classes['words']}>{note}</p>}
      </div>
    </>
  )
}

function MergeItem({ merge: { by, contacts, winner, undoneAt, undoneBy } }: { readonly merge: Merge }) {
  const { t, i18n } = useTranslation()
  const others = contacts.filter((one) => one.id !== winner)
  const someone = t('timeline.someone')
  return (
    <>
      <ChannelIcon channel="merge" />
      <div className={classes['what']}>
        <span>
          {t('timeline.merged', {
            by: by?.name ?? someone,
            names: others.map((one) => one.displayName).join(', ')
          })}
        </span>
        {undoneAt && (
          <span className={classes['sub']}>
            {t('timeline.unmerged', {
              by: undoneBy?.name ?? someone,
              at: whenOf(undoneAt, i18n.language, hubNow())
            })}
          </span>
        )}
      </div>
    </>
  )
}
