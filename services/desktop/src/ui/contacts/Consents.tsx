import { Button, Paper, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Consent } from '../../../../../contracts/consent.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { Mark } from '../parts/Mark.tsx'
import { Empty, Failure } from '../parts/Note.tsx'
import { ConsentForm } from './ConsentForm.tsx'
import classes from './card.module.css'
import { purposeText } from './purposes.ts'
import { consentsQuery } from './queries.ts'

/** What they agreed to or refused, where they said so, and all that was said before. */
export function Consents({ contact }: { readonly contact: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(consentsQuery(contact))
  const [adding, setAdding] = useState(false)
  const [all, setAll] = useState(false)
  const log = data ?? []
  const latest = log.filter((one, index) => log.findIndex((other) => other.purpose === one.purpose) === index)
  return (
    <Paper
      withBorder
      component="section"
      aria-labelledby="consents"
      className={classes['panel']}
      data-testid="consents"
    >
      <div className={classes['head']}>
        <Title order={2} id="consents">
          {t('consents.title')}
        </Title>
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={adding}
          onClick={() => setAdding(!adding)}
          data-testid="consent-add"
        >
          {t('consents.add')}
        </Button>
      </div>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {adding && <ConsentForm contact={contact} onDone={() => setAdding(false)} />}
      {data?.length === 0 && !adding && <Empty>{t('consents.none')}</Empty>}
      <ul className={classes['lines']}>
        {(all ? log : latest).map((one) => (
          <Said key={one.id} consent={one} />
        ))}
      </ul>
      {log.length > latest.length && (
        <Button variant="subtle" size="compact-xs" ml={-8} aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? 'card.less' : 'consents.history')}
        </Button>
      )}
    </Paper>
  )
}

function Said({ consent: { purpose, given, at, source, text, by } }: { readonly consent: Consent }) {
  const { t, i18n } = useTranslation()
  return (
    <li>
      <Mark tone={given ? 'good' : 'bad'}>
        {purposeText(t, purpose)}: {t(given ? 'consents.given' : 'consents.refused')}
      </Mark>
      <Text size="xs" c="dimmed">
        {[source, whenOf(at, i18n.language, hubNow()), by?.name].filter(Boolean).join(' · ')}
      </Text>
      {text && <Text size="xs">{text}</Text>}
    </li>
  )
}
