import { Button, Paper, TextInput } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dialable } from '../../state/format.ts'
import { useDesk } from '../desk-context.tsx'
import { problemText } from '../problem-text.ts'
import { CallProgress } from './CallProgress.tsx'
import classes from './dial.module.css'
import { useDialling } from './dialling.tsx'

/** Always in reach: a number and Enter. */
export function DialBox() {
  const { t } = useTranslation()
  const { dial, busy, asking, error, forget } = useDialling()
  const dialled = useDesk((desk) => desk.dialled)
  const [typed, setTyped] = useState('')
  const [bad, setBad] = useState(false)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const number = dialable(typed)
    setBad(number === null)
    if (number !== null && !busy) dial(number)
  }
  const fault = bad ? t('dial.bad') : error ? problemText(t, error) : null
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('dial.title')}>
      <form onSubmit={submit} className={classes['form']} noValidate>
        <TextInput
          className={classes['input']}
          label={t('dial.label')}
          placeholder={t('dial.placeholder')}
          type="tel"
          autoComplete="off"
          maxLength={64}
          value={typed}
          error={fault}
          data-testid="dial-input"
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setBad(false)
            if (error) forget()
          }}
        />
        <Button
          className={classes['button']}
          type="submit"
          leftSection={<IconPhone size={16} aria-hidden />}
          disabled={busy || typed.trim() === ''}
          data-testid="dial-button"
        >
          {t('dial.call')}
        </Button>
      </form>
      <div aria-live="polite">
        {asking !== null && <p className={classes['asking']}>{t('dial.asking')}</p>}
        {dialled && <CallProgress dialled={dialled} onDone={forget} />}
      </div>
    </Paper>
  )
}
