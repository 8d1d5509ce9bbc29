import { Checkbox, Text } from '@mantine/core'
import { IconBell, IconPhone } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Task } from '../../../../../contracts/task.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { useDesk } from '../desk-context.tsx'
import { problemText } from '../problem-text.ts'
import { useTaskChange } from './queries.ts'
import classes from './tasks.module.css'

interface Props {
  readonly task: Task
  readonly onEdit: () => void
  /** On the card of the contact whose it is. */
  readonly isAtContact?: boolean
}

/** One task: ticking it off is one click, and can be taken back the same way. */
export function TaskRow({ task, onEdit, isAtContact = false }: Props) {
  const { t } = useTranslation()
  const change = useTaskChange()
  const { id, title, kind, state, note } = task
  const done = state === 'done'
  return (
    <li className={classes['row']} data-testid="task-row" data-task={id} data-state={state}>
      <Checkbox
        size="sm"
        // at once as it was pressed; if the hub refuses it goes back
        checked={change.isPending ? !done : done}
        disabled={change.isPending}
        aria-label={t(done ? 'tasks.markOpen' : 'tasks.markDone', { title })}
        onChange={() => change.mutate({ id, done: !done })}
        data-testid="task-done"
      />
      <div className={classes['what']}>
        <button type="button" className={classes['title']} onClick={onEdit} data-done={done}>
          {kind === 'callback' && <IconPhone size={14} role="img" aria-label={t('tasks.kinds.callback')} />}
          {title}
        </button>
        {note && <span className={classes['note']}>{note}</span>}
        {change.error && (
          <Text size="xs" c="red" role="alert">
            {problemText(t, change.error)}
          </Text>
        )}
      </div>
      <Facts task={task} isAtContact={isAtContact} />
    </li>
  )
}

function Facts({ task, isAtContact }: { readonly task: Task; readonly isAtContact: boolean }) {
  const { t, i18n } = useTranslation()
  const me = useDesk((desk) => desk.me)
  const { contact, assignee, team, state, dueAt, doneAt, remindAt, remindedAt } = task
  const done = state === 'done'
  const when = (time: string): string => whenOf(time, i18n.language, hubNow())
  return (
    <div className={classes['facts']}>
      <span data-late={!done && Date.parse(dueAt) < hubNow()} className={classes['due']}>
        {remindAt && !remindedAt && !done && (
          <IconBell size={13} role="img" aria-label={`${t('tasks.remindAt')}: ${when(remindAt)}`} />
        )}
        {done && doneAt ? `${t('tasks.doneNow')}: ${when(doneAt)}` : t('tasks.due', { when: when(dueAt) })}
      </span>
      <span className={classes['sub']}>
        {contact && !isAtContact && <Link to={`/contacts/${contact.id}`}>{contact.displayName}</Link>}
        {assignee && assignee.id !== me && <span>{assignee.name}</span>}
        {!assignee && team && <span>{team.name}</span>}
      </span>
    </div>
  )
}
