import { Button, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { ContactPicker } from '../parts/ContactPicker.tsx'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { useMayAnswer } from '../session-context.tsx'
import { CandidateRow } from './CandidateRow.tsx'
import classes from './identity.module.css'
import { candidatesQuery, cluesOf, useVerdict } from './queries.ts'

/** Who the other side of an interaction may be; what an agent answers is remembered for the number. */
export function WhoIsIt({ interaction, onOpen }: { readonly interaction: Interaction; readonly onOpen: () => void }) {
  const { t } = useTranslation()
  const clues = cluesOf(interaction)
  const { data, error, isPending, refetch } = useQuery(candidatesQuery(clues))
  const say = useVerdict(interaction.id)
  const may = useMayAnswer()
  const [picking, setPicking] = useState(false)
  if (!clues) return null
  return (
    <section className={classes['who']} aria-labelledby="who-is-it" data-testid="who-is-it">
      <Title order={4} size="h3" id="who-is-it">
        {t('identity.title')}
      </Title>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data?.length === 0 && <Empty>{t('email' in clues ? 'identity.noneAddress' : 'identity.none')}</Empty>}
      {data?.map((candidate) => (
        <CandidateRow
          key={candidate.contact.id}
          candidate={candidate}
          chosen={interaction.contact?.id === candidate.contact.id}
          busy={say.isPending}
          onSay={may ? (verdict, contact) => say.mutate({ verdict, contact }) : null}
          onOpen={onOpen}
        />
      ))}
      {say.error && <Failure error={say.error} />}
      {may &&
        (picking ? (
          <ContactPicker
            label={t('identity.find')}
            autoFocus
            onPick={(contact) => {
              setPicking(false)
              say.mutate({ verdict: 'is', contact })
            }}
          />
        ) : (
          <Text size="sm">
            <Button
              variant="subtle"
              size="compact-sm"
              ml={-8}
              onClick={() => setPicking(true)}
              data-testid="somebody-else"
            >
              {t('identity.other')}
            </Button>
          </Text>
        ))}
    </section>
  )
}
