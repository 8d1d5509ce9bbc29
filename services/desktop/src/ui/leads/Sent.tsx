import { Anchor, Button, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../../../contracts/lead.ts'
import type { SubmittedField, SubmittedFile } from '../../../../../contracts/submission.ts'
import { sizeText, whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { filesQuery } from '../files/queries.ts'
import classes from './leads.module.css'

/** All that was sent, newest first: as it is read, its files, and on demand each field as it came. */
export function Sent({ lead: { sent } }: { readonly lead: WholeLead }) {
  const { t, i18n } = useTranslation()
  return (
    <section aria-labelledby="lead-sent" data-testid="lead-sent">
      <Title order={4} id="lead-sent" size="h3">
        {t('leads.said')}
      </Title>
      {sent.map((one) => (
        <div key={`${one.at} ${one.interaction}`} className={classes['sent']}>
          <Text size="xs" c="dimmed">
            {whenOf(one.at, i18n.language, hubNow())}
          </Text>
          <Text className={classes['prose']}>{one.text || t('leads.noWords')}</Text>
          {one.files.length > 0 && <SentFiles files={one.files} interaction={one.interaction} />}
          <Fields fields={one.fields} />
        </div>
      ))}
    </section>
  )
}

/** What was kept can be opened; what was not is named. */
function SentFiles({
  files,
  interaction
}: {
  readonly files: readonly SubmittedFile[]
  readonly interaction: string | null
}) {
  const { t, i18n } = useTranslation()
  const { data = [] } = useQuery({
    ...filesQuery({ kind: 'interaction', id: interaction ?? '' }),
    enabled: interaction !== null
  })
  return (
    <ul className={classes['lines']} aria-label={t('files.title')}>
      {files.map((file, index) => {
        const kept = data.find(({ name, size }) => name === file.name && size === file.size)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same file may be sent twice
          <li key={index}>
            {kept ? (
              <Anchor href={kept.url} download={kept.name} size="sm">
                {file.name}
              </Anchor>
            ) : (
              file.name
            )}{' '}
            <span className={classes['sub']}>{sizeText(file.size, i18n.language)}</span>
          </li>
        )
      })}
    </ul>
  )
}

function Fields({ fields }: { readonly fields: readonly SubmittedField[] }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="lead-fields"
      >
        {t('leads.fields', { count: fields.length })}
      </Button>
      {open && <FieldList fields={fields} />}
    </>
  )
}

/** Names and values as they came: as text and nothing else, whatever they hold. */
export function FieldList({ fields }: { readonly fields: readonly SubmittedField[] }) {
  return (
    <dl className={classes['fields']}>
      {fields.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name may come more than once
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
