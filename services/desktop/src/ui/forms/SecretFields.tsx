import { Button, Fieldset, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type SecretName, secretsOf } from '../../state/form-draft.ts'
import type { FieldsProps } from './fields.ts'

interface Props extends Pick<FieldsProps, 'draft' | 'set'> {
  /** Those that it has. */
  readonly known: readonly string[]
}

/** What the vendor proves itself by: written, and never shown again. */
export function SecretFields({ draft, set, known }: Props) {
  const { t } = useTranslation()
  const put = (name: SecretName, value: string | null | undefined): void => {
    const { [name]: _, ...others } = draft.secrets
    set({ secrets: value === undefined ? others : { ...others, [name]: value } })
  }
  return (
    <Fieldset legend={t('forms.secretsTitle')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('forms.secretsHint')}
        </Text>
        {secretsOf(draft, known).map((name) => {
          const isSet = known.includes(name)
          const isGoing = draft.secrets[name] === null
          return (
            <Group key={name} gap="xs" align="end" wrap="nowrap">
              <PasswordInput
                flex={1}
                label={t(`forms.secrets.${name}`)}
                placeholder={t(isGoing ? 'forms.secretGoes' : isSet ? 'forms.secretSet' : 'forms.secretNone')}
                autoComplete="new-password"
                maxLength={1_000}
                disabled={isGoing}
                value={draft.secrets[name] ?? ''}
                onChange={(event) => put(name, event.currentTarget.value || undefined)}
                data-testid={`secret-${name}`}
              />
              {isSet && (
                <Button
                  variant="default"
                  aria-label={`${t(isGoing ? 'forms.secretKeep' : 'common.remove')}: ${t(`forms.secrets.${name}`)}`}
                  onClick={() => put(name, isGoing ? undefined : null)}
                >
                  {t(isGoing ? 'forms.secretKeep' : 'common.remove')}
                </Button>
              )}
            </Group>
          )
        })}
      </Stack>
    </Fieldset>
  )
}
