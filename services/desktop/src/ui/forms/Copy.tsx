import { Button, CopyButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Copies a text; `of` says which, to who does not see where the button stands. */
export function Copy({ text, of }: { readonly text: string; readonly of: string }) {
  const { t } = useTranslation()
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="default" onClick={copy} aria-label={`${t('users.copy')}: ${of}`}>
          {t(copied ? 'users.copied' : 'users.copy')}
        </Button>
      )}
    </CopyButton>
  )
}
