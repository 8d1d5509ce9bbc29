import { Checkbox, Text, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../../../contracts/form.ts'
import { addressOf, htmlFormOf, snippetOf } from '../../state/form-code.ts'
import { needsScript } from '../../state/form-test.ts'
import { Copy } from './Copy.tsx'
import classes from './forms.module.css'

/** What is to be copied, and where it goes. */
export function FormCode({ form }: { readonly form: Form }) {
  const { t } = useTranslation()
  const [consent, setConsent] = useState(false)
  const target = { hub: location.origin, key: form.key }
  const isPage = form.vendor === 'generic'
  const words = {
    name: t('forms.html.name'),
    phone: t('forms.html.phone'),
    email: t('forms.html.email'),
    comment: t('forms.html.comment'),
    consent: t('forms.html.consent'),
    yes: t('filters.yes'),
    send: t('forms.html.send')
  }
  const steps = t(`forms.steps.${form.vendor}`).split('\n')
  return (
    <div className={classes['code']}>
      <Block title={t('forms.addressTitle')} text={addressOf(target)} testId="form-address">
        <ol className={classes['steps']} data-testid="form-steps">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Block>
      {isPage && (
        <>
          <Block title={t('forms.snippetTitle')} text={snippetOf(target, { consent })} testId="form-snippet">
            <Text size="sm">{t('forms.snippetHint')}</Text>
            <Checkbox
              size="xs"
              label={t('forms.snippetConsent')}
              checked={consent}
              onChange={(event) => setConsent(event.currentTarget.checked)}
            />
          </Block>
          <Block title={t('forms.htmlTitle')} text={htmlFormOf(target, form.honeypot, words)} testId="form-html">
            <Text size="sm">{t(needsScript(form) ? 'forms.needsScript' : 'forms.htmlHint')}</Text>
          </Block>
          {form.origins.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('forms.noOrigins')}
            </Text>
          )}
        </>
      )}
    </div>
  )
}

interface BlockProps {
  readonly title: string
  readonly text: string
  readonly testId: string
  readonly children: ReactNode
}

function Block({ title, text, testId, children }: BlockProps) {
  return (
    <section className={classes['block']}>
      <div className={classes['blockHead']}>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Copy text={text} of={title} />
      </div>
      <pre className={classes['pre']} data-testid={testId}>
        {text}
      </pre>
      {children}
    </section>
  )
}
