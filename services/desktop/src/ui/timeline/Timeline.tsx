import { Chip, Group, Paper, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '../../../../../contracts/task.ts'
import { byDay } from '../../state/days.ts'
import { InteractionDrawer } from '../calls/InteractionDrawer.tsx'
import { PageList } from '../parts/PageList.tsx'
import { TaskModal } from '../tasks/TaskModal.tsx'
import { DayTitle } from './DayTitle.tsx'
import { Happening } from './Happening.tsx'
import { KINDS, type Kind, timelineQuery } from './queries.ts'
import classes from './timeline.module.css'

/** Everything that was with one contact, on all channels, the newest first. */
export function Timeline({ contact }: { readonly contact: string }) {
  const { t } = useTranslation()
  const [kinds, setKinds] = useState<readonly Kind[]>([])
  const list = useInfiniteQuery(timelineQuery(contact, kinds))
  const [interaction, setInteraction] = useState<string | null>(null)
  const [task, setTask] = useState<Task | null>(null)
  return (
    <Paper
      withBorder
      component="section"
      aria-labelledby="timeline-title"
      className={classes['panel']}
      data-testid="timeline"
    >
      <div className={classes['head']}>
        <Title order={2} id="timeline-title">
          {t('timeline.title')}
        </Title>
        <KindFilter kinds={kinds} onChange={setKinds} />
      </div>
      <PageList list={list} empty={t(kinds.length === 0 ? 'timeline.none' : 'timeline.noneKind')}>
        {(items) =>
          byDay(items).map((day) => (
            <section key={day.at} className={classes['day']}>
              <DayTitle at={day.at} />
              <ul>
                {day.items.map((item) => (
                  <Happening
                    key={'id' in item ? item.id : `${item.kind}:${item.at}`}
                    item={item}
                    onInteraction={setInteraction}
                    onTask={setTask}
                  />
                ))}
              </ul>
            </section>
          ))
        }
      </PageList>
      <InteractionDrawer id={interaction} onClose={() => setInteraction(null)} />
      <TaskModal opened={task !== null} {...(task ? { task } : {})} onClose={() => setTask(null)} />
    </Paper>
  )
}

interface FilterProps {
  readonly kinds: readonly Kind[]
  readonly onChange: (kinds: readonly Kind[]) => void
}

/** Any number of kinds; none chosen shows everything. */
function KindFilter({ kinds, onChange }: FilterProps) {
  const { t } = useTranslation()
  return (
    <Group gap={4} role="group" aria-label={t('timeline.kinds')}>
      <Chip size="xs" radius="sm" checked={kinds.length === 0} onChange={() => onChange([])}>
        {t('timeline.all')}
      </Chip>
      {KINDS.map((kind) => (
        <Chip
          key={kind}
          size="xs"
          radius="sm"
          checked={kinds.includes(kind)}
          onChange={(on) => onChange(KINDS.filter((one) => (one === kind ? on : kinds.includes(one))))}
          data-testid={`kind-${kind}`}
        >
          {t(`timeline.${kind}`)}
        </Chip>
      ))}
    </Group>
  )
}
