import { Button, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { request } from '../api.ts'
import { Mark } from '../parts/Mark.tsx'
import { problemText } from '../problem-text.ts'
import classes from './demo.module.css'
import type { DemoPhone } from './demo.ts'

const TONES = { idle: 'none', ringing: 'wait', talking: 'good' } as const

/** One simulated phone and what can be done with it now. */
export function DemoPhoneRow({ phone, onChange }: { readonly phone: DemoPhone; readonly onChange: () => void }) {
  const { t } = useTranslation()
  const { extension, name, state } = phone
  const press = useMutation({
    mutationFn: (key: 'answer' | 'decline' | 'hangup') =>
      request('POST', `/api/v1/demo/phones/${encodeURIComponent(extension)}/${key}`),
    onSettled: onChange
  })
  return (
    <li data-testid={`demo-phone-${extension}`} data-state={state} aria-label={t('demo.phone', { extension })}>
      <div className={classes['phone']}>
        <Text size="sm" span>
          <b>{extension}</b> {name}
        </Text>
        <Mark tone={TONES[state]}>{t(`demo.state.${state}`)}</Mark>
      </div>
      <Group gap={6}>
        {state === 'ringing' && (
          <>
            <Button
              size="compact-xs"
              color="green.8"
              onClick={() => press.mutate('answer')}
              data-testid={`demo-phone-${extension}-answer`}
            >
              {t('demo.answer')}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => press.mutate('decline')}
              data-testid={`demo-phone-${extension}-decline`}
            >
              {t('demo.decline')}
            </Button>
          </>
        )}
        {state === 'talking' && (
          <Button
            size="compact-xs"
            color="red"
            variant="light"
            onClick={() => press.mutate('hangup')}
            data-testid={`demo-phone-${extension}-hangup`}
          >
            {t('demo.hangUp')}
          </Button>
        )}
      </Group>
      {press.error && (
        <Text size="xs" c="red" role="alert">
          {problemText(t, press.error)}
        </Text>
      )}
    </li>
  )
}
