import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../contracts/contact.ts'
import { phoneOf } from '../../state/format.ts'
import classes from './duplicates.module.css'

const SHOWN = 6

/** The contact as it will be. */
export function MergeResult({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation()
  const some = (values: readonly string[]): string =>
    values.length > SHOWN ? `${values.slice(0, SHOWN).join(', ')}, +${values.length - SHOWN}` : values.join(', ')
  const lines = [
    some(contact.phones.map((phone) => phoneOf(phone.number))),
    some(contact.emails.map((email) => email.address)),
    some(contact.messengers.map(({ kind, address }) => `${kind}: ${address}`)),
    some(contact.keys.map(({ system, value }) => `${system}: ${value}`)),
    some(contact.tags.map((tag) => `#${tag}`))
  ].filter((line) => line !== '')
  return (
    <section className={classes['result']} aria-label={t('merge.result')} data-testid="merge-result">
      <Text size="xs" c="dimmed">
        {t('merge.result')}
      </Text>
      <Text fw={600}>{[contact.displayName, contact.account].filter(Boolean).join(' · ')}</Text>
      {lines.map((line) => (
        <Text key={line} size="sm">
          {line}
        </Text>
      ))}
    </section>
  )
}
