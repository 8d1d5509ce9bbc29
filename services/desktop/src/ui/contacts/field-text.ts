import { useTranslation } from 'react-i18next'
import type { ContactField } from '../../../../../contracts/contact-field.ts'
import { dayText } from '../../state/format.ts'
import { useColleagues } from '../parts/people.ts'

/** Writes the value of a custom field as its type is read; null when there is none. */
export function useFieldText(): (field: ContactField, value: unknown) => string | null {
  const { t, i18n } = useTranslation()
  const colleagues = useColleagues()
  return ({ type }, value) => {
    if (value === null || value === undefined || value === '') return null
    switch (type) {
      case 'boolean':
        return t(value === true ? 'filters.yes' : 'filters.no')
      case 'number':
        return Number(value).toLocaleString(i18n.language)
      case 'date':
        return dayText(String(value), i18n.language)
      case 'choices':
        return Array.isArray(value) ? value.join(', ') : String(value)
      case 'user':
        return colleagues.find((one) => one.id === value)?.name ?? String(value)
      case 'text':
      case 'choice':
        return String(value)
    }
  }
}
