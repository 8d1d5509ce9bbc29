import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { phoneOf } from '../../state/format.ts'
import { useDialling } from '../dial/dialling.tsx'
import classes from './parts.module.css'

/** A number that dials when pressed. */
export function PhoneButton({ number, contact }: { readonly number: string; readonly contact?: string }) {
  const { t } = useTranslation()
  const { dial, busy } = useDialling()
  return (
    <UnstyledButton
      className={classes['phone']}
      disabled={busy}
      aria-label={t('common.call', { number: phoneOf(number) })}
      onClick={() => dial(number, contact)}
    >
      {phoneOf(number)}
    </UnstyledButton>
  )
}
