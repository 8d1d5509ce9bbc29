import { Value } from 'typebox/value'
import type { AdapterContext } from '../../contracts/adapter.ts'
import { FormsSettings, type TakenForm } from '../../contracts/form.ts'

interface Forms {
  /** Undefined until the hub has said which forms there are. */
  current(): ReadonlyMap<string, TakenForm> | undefined
  stop(): void
}

/** The forms as the hub has them now, by their keys. */
export function followForms({ settings, log }: Pick<AdapterContext<unknown>, 'settings' | 'log'>): Forms {
  let forms: ReadonlyMap<string, TakenForm> | undefined
  const read = (): void => {
    const value = settings.current()
    if (value === undefined) return
    if (!Value.Check(FormsSettings, value)) {
      log.error({}, 'the forms that the hub hands out are not in the shape that is known here')
      return
    }
    forms = new Map(value.forms.map((form) => [form.key, form]))
  }
  const stop = settings.onChange(read)
  read()
  return { current: () => forms, stop }
}
