import { Chip, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Disposition } from '../../../../../contracts/disposition.ts'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { useDispositions } from './dispositions.ts'
import classes from './pop.module.css'

interface Props {
  readonly interaction: Interaction
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

/** What came of it: the branches in a row, those of the chosen branch in the next. */
export function DispositionChoice({ interaction: { channel, direction }, value, onChange }: Props) {
  const { t } = useTranslation()
  const offered = useDispositions().filter(
    (one) =>
      one.key === value ||
      (one.active &&
        (one.channels === null || one.channels.includes(channel)) &&
        (one.direction === null || one.direction === direction))
  )
  const chosen = offered.find((one) => one.key === value)
  const path = chosen ? pathOf(offered, chosen) : []
  const rows = [null, ...path.map((one) => one.id)].map((parent) => offered.filter((one) => one.parentId === parent))
  if (offered.length === 0) return null
  return (
    <fieldset className={classes['choice']} data-testid="disposition">
      <legend>{t('talk.disposition')}</legend>
      {rows.map((row, level) =>
        row.length === 0 ? null : (
          <Group key={path[level - 1]?.id ?? 'top'} gap={6} mt={level > 0 ? 6 : 0}>
            {row.map((one) => {
              const on = path.includes(one)
              return (
                <Chip
                  key={one.key}
                  size="xs"
                  radius="sm"
                  checked={on}
                  onChange={() => onChange(on ? (path[level - 1]?.key ?? null) : one.key)}
                >
                  {one.name}
                </Chip>
              )
            })}
          </Group>
        )
      )}
    </fieldset>
  )
}

const MAX_DEPTH = 10

/** From the top to the entry. */
function pathOf(all: readonly Disposition[], entry: Disposition): readonly Disposition[] {
  const path = [entry]
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const parent = all.find((one) => one.id === path[0]?.parentId)
    if (!parent) break
    path.unshift(parent)
  }
  return path
}
