import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Lead } from '../../../../../contracts/lead.ts'
import { phoneOf, whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { LeadMark } from './LeadMark.tsx'
import classes from './leads.module.css'
import { leadName } from './naming.ts'
import { TouchClock } from './TouchClock.tsx'

interface Props {
  readonly leads: readonly Lead[]
  readonly open: string | null
  readonly onOpen: (id: string) => void
}

export function LeadTable({ leads, open, onOpen }: Props) {
  const { t } = useTranslation()
  return (
    <Table className={classes['table']} verticalSpacing={6} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('leads.came')}</Table.Th>
          <Table.Th>{t('leads.who')}</Table.Th>
          <Table.Th className={classes['middle']}>{t('leads.said')}</Table.Th>
          <Table.Th className={classes['wide']}>{t('leads.source')}</Table.Th>
          <Table.Th>{t('leads.state')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {leads.map((lead) => (
          <Row key={lead.id} lead={lead} isOpen={lead.id === open} onOpen={onOpen} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface RowProps {
  readonly lead: Lead
  readonly isOpen: boolean
  readonly onOpen: Props['onOpen']
}

function Row({ lead, isOpen, onOpen }: RowProps) {
  const { t, i18n } = useTranslation()
  const { id, createdAt, phone, email, state, owner, team, form, source, text, touch, submissions } = lead
  const campaign = touch.last?.utmCampaign ?? touch.first?.utmCampaign
  return (
    <Table.Tr
      className={classes['row']}
      data-testid="lead-row"
      data-lead={id}
      data-state={state}
      data-open={isOpen || undefined}
    >
      <Table.Td className={classes['when']}>
        <time dateTime={createdAt}>{whenOf(createdAt, i18n.language, hubNow())}</time>
        <div>
          <TouchClock lead={lead} />
        </div>
      </Table.Td>
      <Table.Td className={classes['who']}>
        <button type="button" className={classes['open']} onClick={() => onOpen(id)}>
          {leadName(t, lead)}
        </button>
        <div className={classes['reach']}>{(phone && phoneOf(phone)) ?? email}</div>
      </Table.Td>
      <Table.Td className={classes['middle']}>
        <span className={classes['sub']}>
          {form.name}
          {submissions > 1 && ` · ${t('leads.again', { count: submissions })}`}
        </span>
        <div className={classes['preview']}>{text}</div>
      </Table.Td>
      <Table.Td className={classes['wide']}>
        {source ?? <span className={classes['sub']}>{t('funnel.noSource')}</span>}
        {campaign && <div className={classes['sub']}>{campaign}</div>}
      </Table.Td>
      <Table.Td>
        <LeadMark state={state} />
        <div className={classes['sub']}>
          {[owner?.name, team?.name].filter(Boolean).join(' · ') || (state === 'new' && t('leads.nobodys'))}
        </div>
      </Table.Td>
    </Table.Tr>
  )
}
