import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { ChannelIcon } from '../parts/ChannelIcon.tsx'
import { nameOf, numberOf } from '../parts/naming.ts'
import { problemText } from '../problem-text.ts'
import { Fragments, highlightOf } from './Highlights.tsx'
import type { SearchHit } from './hits.ts'
import { MIN_CHARS } from './queries.ts'
import classes from './search.module.css'

interface Props {
  readonly id: string
  readonly q: string
  readonly hits: readonly SearchHit[]
  readonly chosen: number
  readonly corrected: string | null
  readonly error: unknown
  readonly waiting: boolean
  readonly onTake: (hit: SearchHit) => void
  readonly onPoint: (index: number) => void
}

/** What was found, in groups; the chosen line is the input's active descendant. */
export function Found({ id, q, hits, chosen, corrected, error, waiting, onTake, onPoint }: Props) {
  const { t } = useTranslation()
  const at = (hit: SearchHit): number => hits.indexOf(hit)
  const line = (hit: SearchHit) => (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the input, as in every combobox
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input hears the keys
    <div
      key={at(hit)}
      id={`${id}-${at(hit)}`}
      role="option"
      aria-selected={at(hit) === chosen}
      className={classes['hit']}
      data-testid={`search-${hit.kind}`}
      onMouseMove={() => onPoint(at(hit))}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onTake(hit)}
    >
      <Line hit={hit} />
    </div>
  )
  const contacts = hits.filter((hit) => hit.kind !== 'interaction')
  const interactions = hits.filter((hit) => hit.kind === 'interaction')
  return (
    <div className={classes['found']} data-testid="search-found">
      {error ? (
        <p role="alert">{problemText(t, error)}</p>
      ) : (
        <div id={`${id}-list`} role="listbox" aria-label={t('search.label')}>
          {contacts.length > 0 && (
            // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own
            <div role="group" aria-label={t('search.contacts')}>
              <div className={classes['group']}>{t('search.contacts')}</div>
              {contacts.map(line)}
            </div>
          )}
          {interactions.length > 0 && (
            // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own
            <div role="group" aria-label={t('search.interactions')}>
              <div className={classes['group']}>{t('search.interactions')}</div>
              {interactions.map(line)}
            </div>
          )}
        </div>
      )}
      <p role="status">
        {!error && hits.length === 0
          ? q.length < MIN_CHARS
            ? t('search.hint')
            : waiting
              ? t('common.loading')
              : t('search.nothing', { q })
          : ''}
        {corrected && t('search.corrected', { words: corrected })}
      </p>
      {hits.length > 0 && <p className={classes['keys']}>{t('search.keys')}</p>}
    </div>
  )
}

function Line({ hit }: { readonly hit: SearchHit }) {
  const { t, i18n } = useTranslation()
  if (hit.kind === 'all') return <span className={classes['all']}>{t('search.all')} →</span>
  if (hit.kind === 'contact') {
    const { contact, highlights } = hit
    const name = highlightOf(highlights, 'displayName')
    const others = highlights.filter((one) => one.field !== 'displayName')
    return (
      <>
        <span className={classes['title']}>
          {name ? <Fragments highlight={name} /> : contact.displayName}
          {contact.account && (
            <Text span size="xs" c="dimmed">
              {' '}
              {contact.account}
            </Text>
          )}
        </span>
        {others.slice(0, 1).map((one) => (
          <span key={one.field} className={classes['snippet']}>
            <Fragments highlight={one} />
          </span>
        ))}
      </>
    )
  }
  const { interaction, highlights } = hit
  return (
    <>
      <span className={classes['title']}>
        <ChannelIcon channel={interaction.channel} direction={interaction.direction} />
        <span>{nameOf(t, interaction)}</span>
        <Text span size="xs" c="dimmed">
          {[whenOf(interaction.startedAt, i18n.language, hubNow()), numberOf(interaction)].filter(Boolean).join(' · ')}
        </Text>
      </span>
      {highlights.slice(0, 1).map((one) => (
        <span key={one.field} className={classes['snippet']}>
          <Fragments highlight={one} />
        </span>
      ))}
    </>
  )
}
