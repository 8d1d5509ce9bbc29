import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../contracts/contact.ts'
import type { MergePreview } from '../../../../../contracts/merge.ts'
import { valueText } from '../../state/merging.ts'
import { fieldsQuery } from '../contacts/queries.ts'
import classes from './duplicates.module.css'

const OURS = ['displayName', 'account', 'accountId', 'note', 'owner', 'ownerId', 'team', 'teamId'] as const

interface Props {
  readonly fields: MergePreview['fields']
  readonly contacts: readonly Contact[]
  /** What was pressed already, which the preview may not know yet. */
  readonly picked: Readonly<Record<string, string>>
  /** What is shown is of the choice before. */
  readonly waiting: boolean
  readonly onChoose: (field: string, contact: string) => void
}

/** One line a field in which the records differ: the chosen value is pressed. */
export function FieldChoices({ fields, contacts, picked, waiting, onChoose }: Props) {
  const { t } = useTranslation()
  const nameOf = useFieldName()
  if (fields.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('merge.same')}
      </Text>
    )
  return (
    <div className={classes['fields']} aria-busy={waiting}>
      <Text size="sm" fw={500} mb={4}>
        {t('merge.choose')}
      </Text>
      {fields.map(({ field, chosen, values }) => (
        <fieldset key={field} className={classes['field']} data-testid="merge-field" data-field={field}>
          <legend>{nameOf(field)}</legend>
          {contacts.map(({ id }) => {
            const on = id === (picked[field] ?? chosen)
            const text = valueText(values.find((one) => one.contact === id)?.value)
            return (
              <label key={id} className={classes['value']} data-chosen={on}>
                <input type="radio" name={`merge-${field}`} checked={on} onChange={() => onChoose(field, id)} />
                <span data-empty={text === null}>{text ?? t('merge.empty')}</span>
              </label>
            )
          })}
        </fieldset>
      ))}
    </div>
  )
}

/** What a field is called on the screen; custom ones as the administrator named them. */
function useFieldName(): (field: string) => string {
  const { t } = useTranslation()
  const { data } = useQuery(fieldsQuery)
  return (field) => {
    const ours = OURS.find((one) => one === field)
    if (ours) return t(`merge.fields.${ours}`)
    const key = field.replace(/^fields\./, '')
    return data?.find((one) => one.key === key)?.label ?? key
  }
}
