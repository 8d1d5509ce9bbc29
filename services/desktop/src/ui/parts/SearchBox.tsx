import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'

const TYPING_MS = 250

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly className?: string | undefined
  readonly testId?: string
}

/** Words to filter a list by; what is typed counts when the hand rests. */
export function SearchBox({ label, value, onChange, className, testId }: Props) {
  const [typed, setTyped] = useState(value)
  const told = useRef(value)
  const tell = useDebouncedCallback((next: string) => {
    told.current = next
    onChange(next)
  }, TYPING_MS)
  useEffect(() => {
    // a filter chosen elsewhere, or the way back in history
    if (value === told.current) return
    told.current = value
    setTyped(value)
  }, [value])
  return (
    <TextInput
      size="xs"
      className={className}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={14} aria-hidden />}
      maxLength={100}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value.trim())
      }}
      data-testid={testId}
    />
  )
}
