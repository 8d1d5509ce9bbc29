import type { FormDraft } from '../../state/form-draft.ts'

/** What the parts of the settings share. */
export interface FieldsProps {
  readonly draft: FormDraft
  readonly faults: ReadonlySet<keyof FormDraft>
  readonly set: (changes: Partial<FormDraft>) => void
}
