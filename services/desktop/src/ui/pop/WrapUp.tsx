import { ActionIcon, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import type { InteractionPatch } from '../../../../../contracts/rest.ts'
import { request } from '../api.ts'
import { useDeskTools } from '../desk-context.tsx'
import { problemText } from '../problem-text.ts'
import { useSession } from '../session-context.tsx'
import { DispositionChoice } from './DispositionChoice.tsx'

interface Props {
  readonly interaction: Interaction
  readonly going: boolean
}

/** The note and what came of the call: kept while typed, through the end of the call and a reload. */
export function WrapUp({ interaction, going }: Props) {
  const { t } = useTranslation()
  const { link, drafts } = useDeskTools()
  const kept = drafts.get(interaction.id)
  const [note, setNote] = useState(kept?.note ?? interaction.note ?? '')
  const [disposition, setDisposition] = useState(kept?.disposition ?? interaction.disposition)
  const end = useWrapUp(interaction, going)
  const clean = note === (interaction.note ?? '') && disposition === interaction.disposition
  const save = useMutation({
    mutationFn: (body: InteractionPatch) =>
      request<Interaction | undefined>('PATCH', `/api/v1/interactions/${encodeURIComponent(interaction.id)}`, body),
    onSuccess: (saved) => {
      if (saved?.id) link.dispatch({ type: 'interaction', interaction: saved, cursor: null })
      if (!going) close()
    }
  })
  const keep = (next: { note: string; disposition: string | null }): void => {
    setNote(next.note)
    setDisposition(next.disposition)
    drafts.set(interaction.id, next)
  }
  const close = (): void => {
    end()
    drafts.delete(interaction.id)
    link.dispatch({ type: 'talk-closed', id: interaction.id })
  }
  return (
    <Stack gap={8}>
      <Textarea
        label={t('talk.note')}
        placeholder={t('talk.notePlaceholder')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={20_000}
        value={note}
        onChange={(event) => keep({ note: event.currentTarget.value, disposition })}
        data-testid="talk-note"
      />
      <DispositionChoice
        interaction={interaction}
        value={disposition}
        onChange={(next) => keep({ note, disposition: next })}
      />
      {save.error && (
        <Text size="xs" c="red" role="alert">
          {problemText(t, save.error)}
        </Text>
      )}
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            loading={save.isPending}
            disabled={going && clean}
            onClick={() => (clean ? close() : save.mutate({ note: note.trim() || null, disposition }))}
            data-testid="talk-save"
          >
            {t(going ? 'talk.save' : 'talk.saveClose')}
          </Button>
          <Text size="xs" c="dimmed" role="status">
            {!clean ? t('talk.draft') : save.isSuccess ? t('talk.saved') : ''}
          </Text>
        </Group>
        {!going && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('talk.close')}
            title={t('talk.close')}
            onClick={close}
          >
            <IconX size={16} />
          </ActionIcon>
        )}
      </Group>
    </Stack>
  )
}

/** Times the work after the talk: from its end, as soon as this page knows, until the card is closed. */
function useWrapUp(interaction: Interaction, going: boolean): () => void {
  const me = useSession().user?.id
  const { id, state, wrapUp, participants } = interaction
  const talked = participants.some((one) => one.user?.id === me && one.answeredAt !== null)
  const due = !going && state === 'ended' && talked && !wrapUp
  const begun = useRef(false)
  const tell = useCallback(
    (word: 'begin' | 'end') => {
      request('PATCH', `/api/v1/interactions/${encodeURIComponent(id)}`, { wrapUp: word }).catch(
        () => undefined // the time is lost, the note is not
      )
    },
    [id]
  )
  useEffect(() => {
    if (!due || begun.current) return
    begun.current = true
    tell('begin')
  }, [due, tell])
  return () => {
    if (begun.current || (wrapUp && wrapUp.endedAt === null)) tell('end')
  }
}
