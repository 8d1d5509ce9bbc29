import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WholeInteraction } from '../../../../../contracts/interaction.ts'
import classes from './calls.module.css'

const SHORT_CHARACTERS = 600
const SHORT_LINES = 12

const isLong = (text: string): boolean => text.length > SHORT_CHARACTERS || text.split('\n').length > SHORT_LINES

const beginningOf = (text: string): string =>
  text.split('\n').slice(0, SHORT_LINES).join('\n').slice(0, SHORT_CHARACTERS)

/** What was written or said, as text and nothing else, whatever it holds. */
export function Words({ interaction: { id, subject, text, transcript } }: { readonly interaction: WholeInteraction }) {
  const { t } = useTranslation()
  if (!subject && !text && !transcript) return null
  return (
    <div data-testid="words">
      {subject && <Text fw={600}>{subject}</Text>}
      {text && <Long key={id} text={text} />}
      {transcript && (
        <>
          <Text size="sm" c="dimmed" mt="xs">
            {t('drawer.transcript')}
          </Text>
          <Long key={`${id} transcript`} text={transcript} />
        </>
      )}
    </div>
  )
}

function Long({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (!isLong(text)) return <Text className={classes['prose']}>{text}</Text>
  return (
    <>
      <Text className={classes['prose']}>{open ? text : `${beginningOf(text)}…`}</Text>
      <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t('drawer.lessText') : t('drawer.wholeText')}
      </Button>
    </>
  )
}
