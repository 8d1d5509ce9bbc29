import { Drawer } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Failure, Loading } from '../parts/Note.tsx'
import { interactionQuery } from '../queries.ts'
import { InteractionDetails } from './InteractionDetails.tsx'

interface Props {
  readonly id: string | null
  readonly onClose: () => void
}

/** One interaction whole, beside the list. */
export function InteractionDrawer({ id, onClose }: Props) {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useQuery({ ...interactionQuery(id ?? ''), enabled: id !== null })
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="left"
      size={440}
      withOverlay={false}
      lockScroll={false}
      shadow="xl"
      title={t('drawer.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {id !== null && isPending && <Loading />}
      {id !== null && data && <InteractionDetails interaction={data} onLeave={onClose} />}
    </Drawer>
  )
}
