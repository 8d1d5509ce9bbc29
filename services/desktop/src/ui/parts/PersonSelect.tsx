import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Brief } from '../../../../../contracts/words.ts'
import { useSession } from '../session-context.tsx'
import { useColleagues } from './people.ts'

interface Props {
  readonly label: string
  /** What it says when nobody is chosen. */
  readonly nobody: string
  /** Who is chosen already, who may be none of the colleagues that this person sees. */
  readonly known: Brief | null
  readonly value: string | null
  readonly onChange: (id: string | null) => void
}

/** One of the colleagues; oneself first. */
export function PersonSelect({ label, nobody, known, value, onChange }: Props) {
  const { t } = useTranslation()
  const me = useSession().user
  const others = useColleagues().filter((one) => one.id !== me?.id && one.id !== known?.id)
  return (
    <NativeSelect
      label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || null)}
      data={[
        { value: '', label: nobody },
        ...(me ? [{ value: me.id, label: t('tasks.me', { name: me.name }) }] : []),
        ...(known && known.id !== me?.id ? [{ value: known.id, label: known.name }] : []),
        ...others.map((one) => ({ value: one.id, label: one.name }))
      ]}
    />
  )
}
