import { Button, Checkbox, Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeadRule, NewLeadRule } from '../../../../../contracts/lead-rule.ts'
import { request } from '../api.ts'
import { Failure } from '../parts/Note.tsx'
import { leadRulesQuery } from './queries.ts'
import { RulePeople } from './RulePeople.tsx'
import { RuleWhen } from './RuleWhen.tsx'

const FRESH: Omit<NewLeadRule, 'name'> & Pick<LeadRule, 'when' | 'to'> = {
  when: { forms: [], sources: [], regions: [], languages: [], hours: null },
  to: { owner: true, users: [], team: null }
}
const CHOICES = ['least-loaded', 'in-turn'] as const

interface Props {
  readonly rule?: LeadRule
  readonly onDone: () => void
}

/** One rule: which leads, who is asked, and for how long. */
export function LeadRuleForm({ rule, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(rule?.name ?? '')
  const [isActive, setActive] = useState(rule?.isActive ?? true)
  const [when, setWhen] = useState(rule?.when ?? FRESH.when)
  const [to, setTo] = useState(rule?.to ?? FRESH.to)
  const [choose, setChoose] = useState<LeadRule['choose']>(rule?.choose ?? 'least-loaded')
  const [within, setWithin] = useState<number | string>(rule?.takeWithinSeconds ?? 30)
  const [callIn, setCallIn] = useState<number | string>(rule?.callInSeconds ?? '')
  const ready = name.trim() !== '' && typeof within === 'number'
  const save = useMutation({
    mutationFn: () => {
      const callInSeconds = typeof callIn === 'number' ? callIn : null
      const takeWithinSeconds = Number(within)
      const body = { name: name.trim(), isActive, when, to, choose, takeWithinSeconds, callInSeconds }
      return rule
        ? request<LeadRule>('PATCH', `/api/v1/lead-rules/${encodeURIComponent(rule.id)}`, body)
        : request<LeadRule>('POST', '/api/v1/lead-rules', body satisfies NewLeadRule)
    },
    onSuccess: async () => {
      onDone()
      await client.invalidateQueries({ queryKey: leadRulesQuery.queryKey })
    }
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (ready) save.mutate()
  }
  return (
    <form onSubmit={submit} data-testid="lead-rule-form">
      <Stack gap="sm">
        <TextInput
          label={t('leadRules.name')}
          required
          data-autofocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <RuleWhen when={when} onChange={setWhen} />
        <RulePeople to={to} onChange={setTo} />
        <NativeSelect
          label={t('leadRules.choose')}
          value={choose}
          onChange={(event) => setChoose(event.currentTarget.value as LeadRule['choose'])}
          data={CHOICES.map((value) => ({ value, label: t(`leadRules.chooses.${value}`) }))}
        />
        <NumberInput
          label={t('leadRules.within')}
          description={t('leadRules.withinHint')}
          min={5}
          max={3_600}
          allowDecimal={false}
          value={within}
          onChange={setWithin}
        />
        <NumberInput
          label={t('leadRules.callIn')}
          description={t('leadRules.callInHint')}
          min={3}
          max={typeof within === 'number' ? Math.min(within, 600) : 600}
          allowDecimal={false}
          value={callIn}
          onChange={setCallIn}
        />
        <Checkbox
          label={t('leadRules.active')}
          checked={isActive}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
        {save.error && <Failure error={save.error} />}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={!ready} data-testid="lead-rule-save">
            {t('common.save')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onDone}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
