import { ActionIcon, Anchor, Button, FileButton, Paper, Text, Title } from '@mantine/core'
import { IconPaperclip, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HubFile } from '../../../../../contracts/file.ts'
import { sizeText, whenOf } from '../../state/format.ts'
import { hubNow, request, upload } from '../api.ts'
import classes from '../contacts/card.module.css'
import { Empty, Failure } from '../parts/Note.tsx'
import { problemText } from '../problem-text.ts'
import { filesQuery, filesUrl, type Holder } from './queries.ts'

const MAX_BYTES = 25 * 1_048_576

/** Files of a contact or an interaction: chosen, or dropped onto the panel. */
export function Files({ holder }: { readonly holder: Holder }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(filesQuery(holder))
  const [over, setOver] = useState(false)
  const [tooLarge, setTooLarge] = useState<string | null>(null)
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: filesQuery(holder).queryKey })
  const send = useMutation({
    mutationFn: (file: File) => upload<HubFile>(filesUrl(holder), file),
    onSettled: refresh
  })
  const add = (file: File | null | undefined): void => {
    setOver(false)
    if (!file) return
    setTooLarge(file.size > MAX_BYTES ? file.name : null)
    if (file.size <= MAX_BYTES) send.mutate(file)
  }
  return (
    <Paper
      withBorder
      component="section"
      aria-labelledby={`files-${holder.kind}`}
      className={classes['panel']}
      data-testid="files"
      data-over={over || undefined}
      onDragOver={(event: DragEvent) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault()
        add(event.dataTransfer.files[0])
      }}
    >
      <div className={classes['head']}>
        <Title order={2} id={`files-${holder.kind}`}>
          {t('files.title')}
        </Title>
        <FileButton onChange={add} inputProps={{ 'aria-label': t('files.add') }}>
          {(props) => (
            <Button
              {...props}
              size="compact-sm"
              variant="default"
              loading={send.isPending}
              leftSection={<IconPaperclip size={14} aria-hidden />}
            >
              {t('files.add')}
            </Button>
          )}
        </FileButton>
      </div>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {send.error && <Failure error={send.error} />}
      {tooLarge && (
        <Text size="sm" c="red" role="alert">
          {t('files.tooLarge', { name: tooLarge })}
        </Text>
      )}
      {over && <Empty>{t('files.drop')}</Empty>}
      {data?.length === 0 && !over && <Empty>{t('files.none')}</Empty>}
      <ul className={classes['lines']}>
        {data?.map((file) => (
          <FileRow key={file.id} file={file} onGone={refresh} />
        ))}
      </ul>
    </Paper>
  )
}

function FileRow({ file, onGone }: { readonly file: HubFile; readonly onGone: () => Promise<void> }) {
  const { t, i18n } = useTranslation()
  const remove = useMutation({
    mutationFn: () => request('DELETE', `/api/v1/files/${encodeURIComponent(file.id)}`),
    onSuccess: onGone
  })
  const ask = (): void => {
    if (window.confirm(t('files.removeSure', { name: file.name }))) remove.mutate()
  }
  return (
    <li className={classes['file']}>
      <div>
        <Anchor href={file.url} download={file.name} size="sm">
          {file.name}
        </Anchor>
        <Text size="xs" c={remove.error ? 'red' : 'dimmed'}>
          {remove.error
            ? problemText(t, remove.error)
            : [sizeText(file.size, i18n.language), whenOf(file.at, i18n.language, hubNow()), file.by?.name]
                .filter(Boolean)
                .join(' · ')}
        </Text>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        loading={remove.isPending}
        aria-label={t('files.removeLabel', { name: file.name })}
        onClick={ask}
      >
        <IconTrash size={15} />
      </ActionIcon>
    </li>
  )
}
