import { Type } from 'typebox'
import { type Adapter, defineAdapter } from '../../contracts/adapter.ts'
import { followForms } from './forms.ts'
import { createIntake } from './intake.ts'

export default defineAdapter({
  system: 'forms',
  commands: [],
  config: Type.Object({}, { additionalProperties: false }),
  everywhere: true,
  create(context): Adapter {
    const forms = followForms(context)
    const onRequest = createIntake(context, forms)
    const report = (): void => {
      const known = forms.current()
      if (known) context.health({ state: 'up', summary: 'takes forms', details: { forms: known.size } })
      else context.health({ state: 'starting', summary: 'asks which forms there are' })
    }
    const unfollow = context.settings.onChange(report)
    return {
      async start() {
        report()
      },
      async stop() {
        unfollow()
        forms.stop()
      },
      onRequest
    }
  }
})
