import { Button, Group } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeadPatch, WholeLead } from '../../../../../contracts/lead.ts'
import { PersonSelect } from '../parts/PersonSelect.tsx'
import { TeamSelect } from '../parts/TeamSelect.tsx'
import classes from './leads.module.css'

interface Props {
  readonly lead: WholeLead
  readonly busy: boolean
  readonly onHand: (patch: LeadPatch) => void
  readonly onCancel: () => void
}

/** To a person, a team, or both. What is only a team's is new again: a person of it has still to take it. */
export function HandOn({ lead, busy, onHand, onCancel }: Props) {
  const { t } = useTranslation()
  const [owner, setOwner] = useState(lead.owner?.id ?? null)
  const [team, setTeam] = useState(lead.team?.id ?? null)
  const changed = owner !== (lead.owner?.id ?? null) || team !== (lead.team?.id ?? null)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (changed) onHand({ ownerId: owner, teamId: team, ...(owner === null ? { state: 'new' } : {}) })
  }
  return (
    <form onSubmit={submit} className={classes['hand']} data-testid="hand-on">
      <PersonSelect
        label={t('leads.toPerson')}
        nobody={t('leads.nobody')}
        known={lead.owner}
        value={owner}
        onChange={setOwner}
      />
      <TeamSelect label={t('leads.toTeam')} none={t('leads.noTeam')} value={team} onChange={setTeam} />
      <Group gap="xs">
        <Button type="submit" size="compact-sm" loading={busy} disabled={!changed}>
          {t('leads.do.handOn')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </Group>
    </form>
  )
}
