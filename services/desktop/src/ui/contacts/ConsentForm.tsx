import { Button, Group, NativeSelect, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Consent, NewConsent } from '../../../../../contracts/consent.ts'
import { request } from '../api.ts'
import { Failure } from '../parts/Note.tsx'
import { PURPOSES, purposeText } from './purposes.ts'

const ANSWERS = ['given', 'refused'] as const

interface Props {
  readonly contact: string
  readonly onDone: () => void
}

/** One more entry of the log of consents. */
export function ConsentForm({ contact, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [purpose, setPurpose] = useState<string>(PURPOSES[0])
  const [answer, setAnswer] = useState<(typeof ANSWERS)[number]>('given')
  const [source, setSource] = useState('')
  const save = useMutation({
    mutationFn: (body: NewConsent) =>
      request<Consent>('POST', `/api/v1/contacts/${encodeURIComponent(contact)}/consents`, body),
    onSuccess: async () => {
      onDone()
      await client.invalidateQueries({ queryKey: ['contact', contact] })
    }
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (source.trim() !== '') save.mutate({ purpose, given: answer === 'given', source: source.trim() })
  }
  return (
    <form onSubmit={submit} data-testid="consent-form">
      <Stack gap={8} mb="xs">
        <Group gap="xs" align="end">
          <NativeSelect
            flex={1}
            size="xs"
            label={t('consents.purpose')}
            value={purpose}
            onChange={(event) => setPurpose(event.currentTarget.value)}
            data={PURPOSES.map((one) => ({ value: one, label: purposeText(t, one) }))}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('consents.answer')}
            value={answer}
            onChange={setAnswer}
            data={ANSWERS.map((one) => ({ value: one, label: t(`consents.${one}`) }))}
          />
        </Group>
        <TextInput
          size="xs"
          label={t('consents.source')}
          placeholder={t('consents.sourcePlaceholder')}
          required
          maxLength={200}
          autoFocus
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        {save.error && <Failure error={save.error} />}
        <Group gap="xs">
          <Button type="submit" size="compact-sm" loading={save.isPending} disabled={source.trim() === ''}>
            {t('common.save')}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onDone}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
