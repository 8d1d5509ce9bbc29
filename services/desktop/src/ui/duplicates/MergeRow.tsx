import { Anchor, Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Merge } from '../../../../../contracts/merge.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { problemText } from '../problem-text.ts'
import classes from './duplicates.module.css'
import { useUndo } from './queries.ts'

/** Who merged whom and when; undone with one press, however long ago it was. */
export function MergeRow({ merge }: { readonly merge: Merge }) {
  const { t, i18n } = useTranslation()
  const undo = useUndo()
  const { id, winner, contacts, by, at, undoneAt, undoneBy } = merge
  const when = (time: string): string => whenOf(time, i18n.language, hubNow())
  const kept = contacts.find((one) => one.id === winner)
  const others = contacts.filter((one) => one.id !== winner).map((one) => one.displayName)
  const undone =
    undoneAt &&
    (undoneBy
      ? t('merge.undoneBy', { by: undoneBy.name, at: when(undoneAt) })
      : t('merge.undoneAt', { at: when(undoneAt) }))
  return (
    <li className={classes['merge']} data-testid="merge-row" data-merge={id} data-undone={undoneAt !== null}>
      <div>
        <Text size="sm">
          {others.join(', ')} →{' '}
          <Anchor component={Link} to={`/contacts/${winner}`} fw={600} size="sm">
            {kept?.displayName}
          </Anchor>
        </Text>
        <Text size="xs" c="dimmed">
          {[by?.name ?? t('timeline.someone'), when(at), undone].filter(Boolean).join(' · ')}
        </Text>
        {undo.error && (
          <Text size="xs" c="red" role="alert">
            {problemText(t, undo.error)}
          </Text>
        )}
      </div>
      {!undoneAt && (
        <Button
          size="compact-sm"
          variant="default"
          loading={undo.isPending}
          onClick={() => undo.mutate(id)}
          data-testid="merge-undo"
        >
          {t('merge.undo')}
        </Button>
      )}
    </li>
  )
}
