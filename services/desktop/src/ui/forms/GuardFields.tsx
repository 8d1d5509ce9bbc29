import { Fieldset, Group, NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CAPTCHAS } from '../../state/form-draft.ts'
import type { FieldsProps } from './fields.ts'

const NUMBERS = [
  ['minFillSeconds', 0, 3_600],
  ['workBits', 0, 20],
  ['perAddressPerMinute', 1, 1_000_000],
  ['perFormPerMinute', 1, 1_000_000],
  ['filesMost', 0, 20],
  ['filesMegabytes', 1, 25]
] as const

/** From whom it takes posts, how many, and what it takes for spam. */
export function GuardFields({ draft, faults, set }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <Fieldset legend={t('forms.guards')}>
      <Stack gap="sm">
        <Textarea
          label={t('forms.origins')}
          description={t('forms.originsHint')}
          placeholder="https://example.org"
          autosize
          minRows={2}
          maxRows={10}
          value={draft.origins}
          error={faults.has('origins') && t('forms.originsBad')}
          onChange={(event) => set({ origins: event.currentTarget.value })}
        />
        <Textarea
          label={t('forms.networks')}
          description={t('forms.networksHint')}
          placeholder="92.118.66.0/23"
          autosize
          minRows={1}
          maxRows={10}
          value={draft.networks}
          error={faults.has('networks') && t('forms.networksBad')}
          onChange={(event) => set({ networks: event.currentTarget.value })}
        />
        <TextInput
          label={t('forms.honeypot')}
          description={t('forms.honeypotHint')}
          maxLength={200}
          value={draft.honeypot}
          onChange={(event) => set({ honeypot: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('forms.captcha')}
          description={t('forms.captchaHint')}
          value={draft.captcha}
          onChange={(event) => set({ captcha: CAPTCHAS.find((one) => one === event.currentTarget.value) ?? '' })}
          data={[
            { value: '', label: t('forms.captchas.none') },
            ...CAPTCHAS.map((one) => ({ value: one, label: t(`forms.captchas.${one}`) }))
          ]}
        />
        <Group gap="sm" grow preventGrowOverflow={false} align="end">
          {NUMBERS.map(([name, min, max]) => (
            <NumberInput
              key={name}
              miw={150}
              label={t(`forms.${name}`)}
              min={min}
              max={max}
              allowDecimal={name === 'minFillSeconds'}
              value={draft[name]}
              error={faults.has(name)}
              onChange={(value) => set({ [name]: value })}
            />
          ))}
        </Group>
      </Stack>
    </Fieldset>
  )
}
