import { Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { clockOf, phoneOf, whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { nameOf } from '../parts/naming.ts'
import classes from './calls.module.css'

/** Who took part, what came of each, and the transfers between them. */
export function Participants({ interaction }: { readonly interaction: Interaction }) {
  const { t, i18n } = useTranslation()
  const remotes = interaction.participants.filter((one) => one.kind === 'remote')
  const only = remotes.length === 1 ? nameOf(t, interaction) : null
  return (
    <>
      <section>
        <Title order={4} size="h3" mb={4}>
          {t('drawer.participants')}
        </Title>
        <ul className={classes['parts']}>
          {interaction.participants.map((one) => (
            <li key={`${one.kind}:${one.endpoint}:${one.address}:${one.offeredAt}`}>
              <span>
                <b>{one.user?.name ?? one.name ?? (one.kind === 'remote' ? only : null) ?? phoneOf(one.address)}</b>
                <Text span size="sm" c="dimmed">
                  {' '}
                  {one.user || one.name ? phoneOf(one.address) : ''} {one.kind === 'agent' ? t(`via.${one.via}`) : ''}
                </Text>
              </span>
              <Text span size="sm" className={classes['figure']}>
                {t(one.leftAt === null && one.answeredAt !== null ? 'part.now' : `part.${one.outcome ?? 'cancelled'}`)}
                {one.talkSeconds > 0 && ` · ${clockOf(one.talkSeconds)}`}
              </Text>
            </li>
          ))}
        </ul>
      </section>
      {interaction.transfers.length > 0 && (
        <section>
          <Title order={4} size="h3" mb={4}>
            {t('drawer.transfers')}
          </Title>
          <ul className={classes['parts']}>
            {interaction.transfers.map((one) => (
              <li key={one.at}>
                <span>
                  {t(`transferKind.${one.kind}`)}: {one.by} → {one.to}
                </span>
                <Text span size="sm" c="dimmed">
                  {whenOf(one.at, i18n.language, hubNow())}
                </Text>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
