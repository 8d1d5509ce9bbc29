import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { teamsQuery } from './people.ts'

interface Props {
  readonly label: string
  readonly none: string
  readonly value: string | null
  readonly onChange: (id: string | null) => void
}

export function TeamSelect({ label, none, value, onChange }: Props) {
  const { data = [] } = useQuery(teamsQuery)
  return (
    <NativeSelect
      label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || null)}
      data={[{ value: '', label: none }, ...data.map((team) => ({ value: team.id, label: team.name }))]}
    />
  )
}
