import { ActionIcon, Button, Checkbox, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Segment } from '../../../../../contracts/segment.ts'
import { type Filter, sameFilter } from '../../state/filters.ts'
import { useDesk } from '../desk-context.tsx'
import { Empty, Failure } from '../parts/Note.tsx'
import { useSession } from '../session-context.tsx'
import { segmentsQuery, useRemoveSegment, useSaveSegment } from './queries.ts'
import classes from './segments.module.css'

interface Props {
  readonly kind: Segment['kind']
  readonly filter: Filter
  readonly onPick: (filter: Filter) => void
}

/** Filters that were saved under a name: one press puts one on; the one that is on can be saved. */
export function Segments({ kind, filter, onPick }: Props) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const { data: segments = [], error } = useQuery(segmentsQuery(kind))
  const current = segments.find((one) => sameFilter(filter, one.filter))
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" withinPortal trapFocus shadow="md">
      <Popover.Target>
        <Button
          size="xs"
          variant={current ? 'light' : 'default'}
          leftSection={<IconBookmark size={14} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
          data-testid="segments"
        >
          {current?.name ?? t('segments.saved')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={6} w={270} data-testid="segments-list">
          {error && <Failure error={error} />}
          {segments.length === 0 && !error && <Empty>{t('segments.none')}</Empty>}
          <ul className={classes['list']}>
            {segments.map((one) => (
              <Saved
                key={one.id}
                segment={one}
                on={one === current}
                onPick={() => {
                  onPick(textOnly(one.filter))
                  setOpen(false)
                }}
              />
            ))}
          </ul>
          {!current && <SaveForm kind={kind} filter={filter} />}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

/** An address has one value for each name. */
const textOnly = (filter: Segment['filter']): Filter =>
  Object.fromEntries(
    Object.entries(filter).map(([key, value]) => [key, Array.isArray(value) ? (value[0] ?? '') : value])
  )

interface SavedProps {
  readonly segment: Segment
  readonly on: boolean
  readonly onPick: () => void
}

function Saved({ segment: { id, name, shared, owner }, on, onPick }: SavedProps) {
  const { t } = useTranslation()
  const me = useDesk((desk) => desk.me)
  const { role } = useSession()
  const remove = useRemoveSegment()
  return (
    <li className={classes['saved']}>
      <button type="button" className={classes['pick']} aria-pressed={on} onClick={onPick} data-testid="segment">
        {name}
        <Text span size="xs" c="dimmed">
          {shared ? ` ${t('segments.common')}` : ''}
        </Text>
      </button>
      {(owner?.id === me || role === 'admin') && (
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          loading={remove.isPending}
          aria-label={t('segments.remove', { name })}
          onClick={() => remove.mutate(id)}
        >
          <IconTrash size={14} />
        </ActionIcon>
      )}
    </li>
  )
}

function SaveForm({ kind, filter }: Pick<Props, 'kind' | 'filter'>) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = useSaveSegment()
  if (Object.keys(filter).length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t('segments.choose')}
      </Text>
    )
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() === '') return
    save.mutate(
      { name: name.trim(), kind, filter, shared },
      {
        onSuccess: () => {
          setName('')
          notifications.show({ message: t('segments.made'), color: 'pine' })
        }
      }
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack gap={6}>
        <TextInput
          size="xs"
          label={t('segments.save')}
          placeholder={t('segments.name')}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="segment-name"
        />
        <Checkbox
          size="xs"
          label={t('segments.shared')}
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        {save.error && <Failure error={save.error} />}
        <Group>
          <Button
            type="submit"
            size="compact-sm"
            loading={save.isPending}
            disabled={name.trim() === ''}
            data-testid="segment-save"
          >
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
