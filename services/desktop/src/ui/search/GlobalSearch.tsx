import { TextInput } from '@mantine/core'
import { useClickOutside, useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { InteractionDrawer } from '../calls/InteractionDrawer.tsx'
import { Found } from './Found.tsx'
import { hitsOf, type SearchHit } from './hits.ts'
import { MIN_CHARS, searchQuery } from './queries.ts'
import classes from './search.module.css'

const TYPING_MS = 120

/** Everything, as one types: Ctrl+K or / from anywhere, arrows and Enter, no mouse needed. */
export function GlobalSearch() {
  const { t } = useTranslation()
  const go = useNavigate()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const [isEager, setEager] = useState(false) // Enter was pressed before anything was found
  const [interaction, setInteraction] = useState<string | null>(null)
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS)
  const { data, error, isFetching, isPlaceholderData } = useQuery(searchQuery(q))
  const hits = q.length >= MIN_CHARS && data ? hitsOf(data, q) : []
  const isFound = q === typed.trim() && data !== undefined && !isPlaceholderData
  const shown = isOpen && typed.trim().length > 0
  const chosen = Math.min(active, hits.length - 1)
  const outside = useClickOutside(() => setOpen(false))
  const focus = (): void => {
    input.current?.focus()
    input.current?.select()
  }
  // by the place of the key: on a Russian keyboard K is another letter
  useHotkeys([['mod+K', focus, { usePhysicalKeys: true }]], [])
  useHotkeys([['/', focus]])
  const take = (hit: SearchHit | undefined): void => {
    if (!hit) return
    setOpen(false)
    input.current?.blur()
    if (hit.kind === 'interaction') setInteraction(hit.interaction.id)
    else void go(hit.kind === 'contact' ? `/contacts/${hit.contact.id}` : `/contacts?q=${encodeURIComponent(q)}`)
  }
  useEffect(() => {
    if (!isEager || !isFound) return
    setEager(false)
    take(hits[0])
  })
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && hits.length > 0) {
      event.preventDefault()
      setOpen(true)
      setActive((chosen + step + hits.length) % hits.length)
    } else if (event.key === 'Enter') {
      if (isFound) take(hits[chosen])
      else setEager(true)
    } else if (event.key === 'Escape') {
      if (isOpen) event.preventDefault()
      setEager(false)
      setOpen(false)
      setTyped('')
    }
  }
  return (
    <div className={classes['search']} ref={outside}>
      <TextInput
        ref={input}
        size="xs"
        type="search"
        role="combobox"
        aria-label={t('search.label')}
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && chosen >= 0 ? `${id}-${chosen}` : undefined}
        placeholder={t('search.placeholder')}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={typed === '' ? <kbd className={classes['key']}>Ctrl K</kbd> : null}
        rightSectionWidth={50}
        rightSectionPointerEvents="none"
        autoComplete="off"
        maxLength={200}
        value={typed}
        onFocus={() => setOpen(true)}
        onBlur={(event) => {
          if (outside.current?.contains(event.relatedTarget)) return
          setOpen(false)
          setEager(false)
        }}
        onKeyDown={press}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setActive(0)
          setEager(false)
          setOpen(true)
        }}
        data-testid="search"
      />
      {shown && (
        <Found
          id={id}
          q={q}
          hits={hits}
          chosen={chosen}
          corrected={data?.corrected ?? null}
          error={error}
          waiting={isFetching && hits.length === 0}
          onTake={take}
          onPoint={setActive}
        />
      )}
      <InteractionDrawer id={interaction} onClose={() => setInteraction(null)} />
    </div>
  )
}
