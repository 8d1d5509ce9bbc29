import { Drawer } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { InteractionDrawer } from '../calls/InteractionDrawer.tsx'
import { Failure, Loading } from '../parts/Note.tsx'
import { LeadDetails } from './LeadDetails.tsx'
import { leadQuery } from './queries.ts'

interface Props {
  readonly id: string | null
  readonly onClose: () => void
}

/** One lead whole, beside the list. */
export function LeadDrawer({ id, onClose }: Props) {
  const { t } = useTranslation()
  const [inHistory, setInHistory] = useState(false)
  const { data, error, isPending, refetch } = useQuery({ ...leadQuery(id ?? ''), enabled: id !== null })
  const interaction = data?.interaction ?? null
  return (
    <>
      <Drawer
        opened={id !== null}
        onClose={onClose}
        closeOnEscape={!inHistory}
        position="left"
        size={480}
        withOverlay={false}
        lockScroll={false}
        shadow="xl"
        title={t('leads.one')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {id !== null && isPending && <Loading />}
        {id !== null && data && (
          <LeadDetails key={data.id} lead={data} onLeave={onClose} onHistory={() => setInHistory(true)} />
        )}
      </Drawer>
      <InteractionDrawer id={id !== null && inHistory ? interaction : null} onClose={() => setInHistory(false)} />
    </>
  )
}
