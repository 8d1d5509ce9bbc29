import { NativeSelect, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Form, FormPayload } from '../../../../../contracts/form.ts'
import { whenOf } from '../../state/format.ts'
import { bodyText, briefOf, type Payload, pasted } from '../../state/payload.ts'
import { hubNow } from '../api.ts'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import classes from './forms.module.css'
import { payloadsQuery } from './queries.ts'

const PASTE = 'paste'
const MOST_PASTED = 200_000

interface Props {
  readonly form: Form
  readonly onChange: (payload: Payload | null) => void
}

const payloadOf = ({ contentType, query, body }: FormPayload): Payload => ({ contentType, query, body })
const idOf = ({ at, query, body }: FormPayload): string => `${at} ${query} ${body}`.slice(0, 200)

/** One of the last ten that came, or what somebody pastes. Which it is stays, whatever comes meanwhile. */
export function PayloadChoice({ form, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const { data, error, isPending, refetch } = useQuery(payloadsQuery(form.id))
  const [chosen, setChosen] = useState<FormPayload | typeof PASTE | null>(null)
  const [text, setText] = useState('')
  const newest = data?.[0]
  useEffect(() => {
    if (newest) setChosen((now) => now ?? newest)
  }, [newest])
  useEffect(() => {
    if (chosen === PASTE) onChange(text.trim() === '' ? null : pasted(text))
    else onChange(chosen && payloadOf(chosen))
  }, [chosen, text, onChange])
  if (isPending) return <Loading />
  const known = new Map((data ?? []).map((one) => [idOf(one), one]))
  // what was chosen stays to be chosen when ten others have come
  if (chosen !== null && chosen !== PASTE) known.set(idOf(chosen), chosen)
  const label = (one: FormPayload): string =>
    [whenOf(one.at, i18n.language, hubNow()), one.spam.length > 0 && t('leads.spam'), briefOf(payloadOf(one))]
      .filter(Boolean)
      .join(' · ')
  return (
    <>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      <NativeSelect
        size="xs"
        label={t('mapping.payload')}
        value={chosen === PASTE ? PASTE : chosen ? idOf(chosen) : ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          setChosen(value === PASTE ? PASTE : (known.get(value) ?? null))
        }}
        data={[
          ...(known.size === 0 ? [{ value: '', label: t('mapping.noPayloads') }] : []),
          ...[...known].map(([value, one]) => ({ value, label: label(one) })),
          { value: PASTE, label: t('mapping.paste') }
        ]}
        data-testid="payload"
      />
      {chosen === PASTE && (
        <Textarea
          size="xs"
          label={t('mapping.pasted')}
          description={t('mapping.pastedHint')}
          autosize
          minRows={4}
          maxRows={14}
          maxLength={MOST_PASTED}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="pasted"
        />
      )}
      {chosen === null && <Empty>{t('mapping.nothingYet')}</Empty>}
      {chosen !== null && chosen !== PASTE && (
        <>
          <pre className={classes['pre']} data-testid="payload-text">
            {[chosen.query && `?${chosen.query}`, bodyText(chosen.body)].filter(Boolean).join('\n')}
          </pre>
          {chosen.isCut && <Empty>{t('mapping.cut')}</Empty>}
        </>
      )}
    </>
  )
}
