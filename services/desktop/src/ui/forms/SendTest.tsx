import { Alert, Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Form } from '../../../../../contracts/form.ts'
import { filled, TEST_FIELDS, testable } from '../../state/form-test.ts'
import { ApiProblem, hubNow, request } from '../api.ts'
import { leadName } from '../leads/naming.ts'
import { leadsQuery } from '../leads/queries.ts'
import { Failure } from '../parts/Note.tsx'
import classes from './forms.module.css'

/** Sends the form as a visitor would, and shows the lead that becomes of it. */
export function SendTest({ form }: { readonly form: Form }) {
  const { t } = useTranslation()
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({})
  const send = useMutation({
    mutationFn: async () => {
      const at = hubNow()
      await request('POST', `/f/${encodeURIComponent(form.key)}`, filled(fields))
      return at
    }
  })
  const can = testable(form)
  const set = (name: string, value: string): void => setFields({ ...fields, [name]: value })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (can === 'yes') send.mutate()
  }
  if (can !== 'yes') {
    return (
      <Text size="sm" data-testid="no-test">
        {t(`forms.test.${can}`)}
      </Text>
    )
  }
  return (
    <form onSubmit={submit} className={classes['test']} data-testid="send-test">
      <Text size="sm" c="dimmed">
        {t('forms.test.intro')}
      </Text>
      <Stack gap="xs">
        {TEST_FIELDS.map((name) => (
          <TextInput
            key={name}
            size="xs"
            label={t(`forms.test.fields.${name}`)}
            autoComplete="off"
            maxLength={500}
            value={fields[name] ?? ''}
            onChange={(event) => set(name, event.currentTarget.value)}
          />
        ))}
        {form.secretsSet.includes('key') && (
          <PasswordInput
            size="xs"
            label={t('forms.secrets.key')}
            description={t('forms.test.key')}
            autoComplete="off"
            value={fields['key'] ?? ''}
            onChange={(event) => set('key', event.currentTarget.value)}
          />
        )}
        {send.error && <Refused error={send.error} />}
        <Group gap="xs">
          <Button type="submit" size="xs" loading={send.isPending} disabled={Object.keys(filled(fields)).length === 0}>
            {t('forms.test.send')}
          </Button>
        </Group>
        {send.data !== undefined && <Became form={form} since={send.data} />}
      </Stack>
    </form>
  )
}

/** A vendor's own check answers in its own words. */
function Refused({ error }: { readonly error: unknown }) {
  const { t } = useTranslation()
  const isCheck = error instanceof ApiProblem && error.status === 403 && error.document === null
  return isCheck ? (
    <Alert role="alert" color="red" variant="light" p="xs">
      <Text size="sm">{t('forms.test.refused')}</Text>
    </Alert>
  ) : (
    <Failure error={error} />
  )
}

/** Clocks of the hub and of this page differ a little. */
const SLACK_MS = 3_000

function Became({ form, since }: { readonly form: Form; readonly since: number }) {
  const { t } = useTranslation()
  const { data } = useInfiniteQuery(leadsQuery({ state: 'all', form: form.id }))
  const lead = data?.pages.flatMap(({ items }) => items).find(({ lastAt }) => Date.parse(lastAt) > since - SLACK_MS)
  return (
    <Alert color="pine" variant="light" p="xs" data-testid="test-taken" role="status">
      <Text size="sm">{t('forms.test.taken')}</Text>
      {lead ? (
        <Anchor component={Link} size="sm" to={`/leads?state=all&lead=${lead.id}`} data-testid="test-lead">
          {t('forms.test.lead', { name: leadName(t, lead) })}
        </Anchor>
      ) : (
        <Anchor component={Link} size="sm" to="/leads/spam">
          {t('forms.test.perhapsSpam')}
        </Anchor>
      )}
    </Alert>
  )
}
