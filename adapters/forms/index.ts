import { Type } from 'typebox'
import { type Adapter, defineAdapter } from '../../contracts/adapter.ts'
import { CAPTCHAS, createCaptcha } from './captcha.ts'
import { createFetcher } from './fetcher.ts'
import { followForms } from './forms.ts'
import { createIntake } from './intake.ts'
import { tryForm } from './try.ts'
import { createVisits, isVisit } from './visits.ts'

export default defineAdapter({
  system: 'forms',
  commands: ['form.try'],
  config: Type.Object(
    {
      graphUrl: Type.String({
        pattern: '^https?://',
        default: 'https://graph.facebook.com/v21.0',
        description: "where Meta's leads are fetched"
      }),
      captchaUrls: Type.Optional(
        Type.Partial(
          Type.Object(
            Object.fromEntries(Object.keys(CAPTCHAS).map((name) => [name, Type.String({ pattern: '^https?://' })]))
          ),
          { additionalProperties: false, description: 'where captchas are checked, when it is not where they say' }
        )
      )
    },
    { additionalProperties: false }
  ),
  everywhere: true,
  create(context): Adapter {
    const forms = followForms(context)
    const fetcher = createFetcher(context, forms, context.config.graphUrl)
    const captcha = createCaptcha(context.log, context.count, context.config.captchaUrls)
    const intake = createIntake(context, forms, fetcher.want, captcha)
    const visits = createVisits(context, forms)
    const report = (): void => {
      const known = forms.current()
      if (known) context.health({ state: 'up', summary: 'takes forms', details: { forms: known.size } })
      else context.health({ state: 'starting', summary: 'asks which forms there are' })
    }
    const unfollow = context.settings.onChange(report)
    return {
      async start() {
        report()
        fetcher.start()
      },
      async stop() {
        await fetcher.stop()
        unfollow()
        forms.stop()
      },
      onRequest: (request) => (isVisit(request) ? visits(request) : intake(request)),
      async handle(command) {
        if (command.type !== 'form.try') throw new Error(`${command.type} is not for forms`)
        return { status: 'done', result: tryForm(command, context.clock.now()) }
      }
    }
  }
})
