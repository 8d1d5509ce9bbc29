import { ActionIcon, Button, Group, Modal, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeadRule } from '../../../../../contracts/lead-rule.ts'
import { request } from '../api.ts'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { PagePanel } from '../parts/PageList.tsx'
import { seesAll, useSession } from '../session-context.tsx'
import { SettingsSections } from '../settings/SettingsSections.tsx'
import { LeadRuleForm } from './LeadRuleForm.tsx'
import classes from './lead-rules.module.css'
import { leadRulesQuery } from './queries.ts'
import { useSummary } from './summary.ts'

/** To whom leads go: the rules, in the order in which they are tried. */
export default function LeadRulesPage() {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useQuery(leadRulesQuery)
  const [form, setForm] = useState<'closed' | 'new' | LeadRule>('closed')
  const mayChange = seesAll(useSession())
  const rule = typeof form === 'object' ? form : undefined
  const close = (): void => setForm('closed')
  return (
    <>
      <SettingsSections />
      <PagePanel
        id="lead-rules-title"
        title={t('leadRules.title')}
        side={
          mayChange && (
            <Button
              size="xs"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => setForm('new')}
              data-testid="lead-rule-create"
            >
              {t('leadRules.create')}
            </Button>
          )
        }
      >
        <Text size="sm" c="dimmed" mb="xs">
          {t('leadRules.intro')}
        </Text>
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data?.length === 0 && <Empty>{t('leadRules.none')}</Empty>}
        {data && data.length > 0 && <Rules rules={data} mayChange={mayChange} onEdit={setForm} />}
        <Modal
          opened={form !== 'closed'}
          onClose={close}
          size={500}
          title={rule?.name ?? t('leadRules.create')}
          closeButtonProps={{ 'aria-label': t('common.close') }}
        >
          {form !== 'closed' && <LeadRuleForm {...(rule ? { rule } : {})} onDone={close} />}
        </Modal>
      </PagePanel>
    </>
  )
}

interface RulesProps {
  readonly rules: readonly LeadRule[]
  readonly mayChange: boolean
  readonly onEdit: (rule: LeadRule) => void
}

function Rules({ rules, mayChange, onEdit }: RulesProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: leadRulesQuery.queryKey })
  const order = useMutation({
    mutationFn: (ids: readonly string[]) => request('PUT', '/api/v1/lead-rules/order', { ids }),
    onSettled: again
  })
  const remove = useMutation({
    mutationFn: (id: string) => request('DELETE', `/api/v1/lead-rules/${encodeURIComponent(id)}`),
    onSettled: again
  })
  const move = (from: number, to: number): void => {
    const ids = rules.map(({ id }) => id)
    ids.splice(to, 0, ...ids.splice(from, 1))
    order.mutate(ids)
  }
  const busy = order.isPending || remove.isPending
  const fault = order.error ?? remove.error
  return (
    <>
      {fault && <Failure error={fault} />}
      <ol className={classes['rules']}>
        {rules.map((rule, at) => (
          <li key={rule.id} data-testid="lead-rule" data-rule={rule.id} className={classes['rule']}>
            <Rule rule={rule} />
            {mayChange && (
              <Group gap={4} wrap="nowrap">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('leadRules.up', { name: rule.name })}
                  disabled={busy || at === 0}
                  onClick={() => move(at, at - 1)}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('leadRules.down', { name: rule.name })}
                  disabled={busy || at === rules.length - 1}
                  onClick={() => move(at, at + 1)}
                >
                  <IconArrowDown size={16} />
                </ActionIcon>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${t('common.edit')}: ${rule.name}`}
                  onClick={() => onEdit(rule)}
                >
                  {t('common.edit')}
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="red"
                  aria-label={t('leadRules.remove', { name: rule.name })}
                  disabled={busy}
                  onClick={() => remove.mutate(rule.id)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}

function Rule({ rule }: { readonly rule: LeadRule }) {
  const { t } = useTranslation()
  const summary = useSummary()
  return (
    <div>
      <b>{rule.name}</b>
      {!rule.isActive && (
        <Text span size="xs" c="dimmed">
          {' '}
          {t('leadRules.inactive')}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {summary(rule)}
      </Text>
    </div>
  )
}
