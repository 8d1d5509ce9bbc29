import { Button, NativeSelect, Paper, Title } from '@mantine/core'
import { IconPhoneIncoming } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { phoneOf } from '../../state/format.ts'
import { request } from '../api.ts'
import { Failure } from '../parts/Note.tsx'
import { DemoPhoneRow } from './DemoPhoneRow.tsx'
import classes from './demo.module.css'
import { demoQuery } from './demo.ts'

/** Customers who call at a press, and the phones they reach. */
export function DemoPanel() {
  const { t } = useTranslation()
  const { data: demo, refetch } = useQuery(demoQuery)
  const [customer, setCustomer] = useState('')
  const [to, setTo] = useState('')
  const call = useMutation({
    mutationFn: () =>
      request('POST', '/api/v1/demo/customer-call', { ...(customer && { customer }), ...(to && { to }) }),
    onSettled: () => void refetch()
  })
  if (!demo) return null
  const customers = demo.customers.map(({ number, name }) => ({ value: number, label: `${name} ${phoneOf(number)}` }))
  const lines = (demo.lines ?? []).map(({ address, name }) => ({ value: address, label: `${name} ${address}` }))
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('demo.title')} className={classes['panel']}>
      <Title order={2} size="h3">
        {t('demo.title')}
      </Title>
      <NativeSelect
        size="xs"
        label={t('demo.customer')}
        value={customer}
        onChange={(event) => setCustomer(event.currentTarget.value)}
        data={[{ value: '', label: t('demo.any') }, ...customers]}
      />
      {lines.length > 0 && (
        <NativeSelect
          size="xs"
          label={t('demo.line')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          data={[{ value: '', label: t('demo.anyLine') }, ...lines]}
        />
      )}
      <Button
        leftSection={<IconPhoneIncoming size={16} aria-hidden />}
        loading={call.isPending}
        onClick={() => call.mutate()}
        data-testid="demo-customer-call"
      >
        {t('demo.call')}
      </Button>
      {call.error && <Failure error={call.error} />}
      <ul className={classes['phones']} aria-label={t('demo.show')}>
        {demo.phones.map((phone) => (
          <DemoPhoneRow key={phone.extension} phone={phone} onChange={() => void refetch()} />
        ))}
      </ul>
    </Paper>
  )
}
