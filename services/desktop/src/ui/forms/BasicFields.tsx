import { Fieldset, NativeSelect, NumberInput, Stack, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { VENDORS } from '../../state/form-draft.ts'
import type { FieldsProps } from './fields.ts'

/** What it is, and where its leads go. */
export function BasicFields({ draft, faults, set }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <Fieldset legend={t('forms.basics')}>
      <Stack gap="sm">
        <Switch
          label={t('forms.isActive')}
          description={t('forms.isActiveHint')}
          checked={draft.isActive}
          onChange={(event) => set({ isActive: event.currentTarget.checked })}
        />
        <TextInput
          label={t('forms.name')}
          required
          maxLength={200}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput label={t('forms.key')} description={t('forms.keyStays')} readOnly value={draft.key} />
        <NativeSelect
          label={t('forms.vendor')}
          value={draft.vendor}
          onChange={(event) => set({ vendor: VENDORS.find((one) => one === event.currentTarget.value) ?? 'generic' })}
          data={VENDORS.map((one) => ({ value: one, label: t(`forms.vendors.${one}`) }))}
        />
        <TextInput
          label={t('forms.source')}
          description={t('forms.sourceHint')}
          maxLength={100}
          value={draft.source}
          onChange={(event) => set({ source: event.currentTarget.value })}
        />
        <TextInput
          label={t('forms.line')}
          description={t('forms.lineHint')}
          maxLength={100}
          value={draft.line}
          onChange={(event) => set({ line: event.currentTarget.value })}
        />
        <TextInput
          label={t('forms.redirect')}
          description={t('forms.redirectHint')}
          placeholder="https://example.org/thanks"
          maxLength={1_000}
          value={draft.redirect}
          error={faults.has('redirect') && t('forms.redirectBad')}
          onChange={(event) => set({ redirect: event.currentTarget.value })}
        />
        <NumberInput
          label={t('forms.joinDays')}
          description={t('forms.joinDaysHint')}
          min={0}
          max={365}
          allowDecimal={false}
          value={draft.joinDays}
          error={faults.has('joinDays')}
          onChange={(joinDays) => set({ joinDays })}
        />
      </Stack>
    </Fieldset>
  )
}
