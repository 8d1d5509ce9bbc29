import { Button, Modal, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Disposition } from '../../../../../contracts/disposition.ts'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { PagePanel } from '../parts/PageList.tsx'
import { dispositionsQuery } from '../pop/dispositions.ts'
import { DispositionForm } from './DispositionForm.tsx'
import { SettingsSections } from './SettingsSections.tsx'
import classes from './settings.module.css'

type Form = { readonly entry: Disposition } | { readonly parent: string | null }

/** What an agent chooses from when a talk is over: a tree. */
export default function DispositionsPage() {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useQuery(dispositionsQuery)
  const [form, setForm] = useState<Form | null>(null)
  const close = (): void => setForm(null)
  return (
    <>
      <SettingsSections />
      <PagePanel
        id="dispositions-title"
        title={t('settings.dispositions')}
        side={
          <Button
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setForm({ parent: null })}
            data-testid="disposition-create"
          >
            {t('dispositions.create')}
          </Button>
        }
      >
        <Text size="sm" c="dimmed" mb="xs">
          {t('dispositions.intro')}
        </Text>
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data?.length === 0 && <Empty>{t('dispositions.none')}</Empty>}
        {data && <Branch all={data} parent={null} onForm={setForm} />}
        <Modal
          opened={form !== null}
          onClose={close}
          title={form && 'entry' in form ? form.entry.name : t('dispositions.create')}
          closeButtonProps={{ 'aria-label': t('common.close') }}
        >
          {form && <DispositionForm all={data ?? []} {...form} onDone={close} />}
        </Modal>
      </PagePanel>
    </>
  )
}

interface BranchProps {
  readonly all: readonly Disposition[]
  readonly parent: string | null
  readonly onForm: (form: Form) => void
}

function Branch({ all, parent, onForm }: BranchProps) {
  const { t } = useTranslation()
  const entries = all.filter((one) => one.parentId === parent)
  if (entries.length === 0) return null
  return (
    <ul className={classes['tree']}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <div className={classes['entry']} data-testid="disposition-entry" data-key={entry.key}>
            <span>
              <b>{entry.name}</b>{' '}
              <Text span size="xs" c="dimmed">
                {[entry.key, !entry.active && t('dispositions.inactive')].filter(Boolean).join(' · ')}
              </Text>
            </span>
            <span className={classes['buttons']}>
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t('dispositions.createUnder', { name: entry.name })}
                onClick={() => onForm({ parent: entry.id })}
              >
                {t('common.add')}
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`${t('common.edit')}: ${entry.name}`}
                onClick={() => onForm({ entry })}
              >
                {t('common.edit')}
              </Button>
            </span>
          </div>
          <Branch all={all} parent={entry.id} onForm={onForm} />
        </li>
      ))}
    </ul>
  )
}
