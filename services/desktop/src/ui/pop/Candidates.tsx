import { Anchor, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import type { ScreenPop } from '../../../../../contracts/realtime.ts'
import { nameOf, numberOf } from '../parts/naming.ts'
import classes from './pop.module.css'

type Candidate = ScreenPop['candidates'][number]

/** The likeliest person large; the others, ranked, below; each with the reason. */
export function Candidates({
  interaction,
  candidates
}: {
  readonly interaction: Interaction
  readonly candidates: readonly Candidate[]
}) {
  const { t } = useTranslation()
  const number = numberOf(interaction)
  const [first, ...others] = candidates
  if (!first) return <Unmatched interaction={interaction} />
  return (
    <div>
      <div data-testid="pop-candidate" data-contact={first.contact.id}>
        <Text className={classes['name']} data-testid="contact-name">
          {first.contact.displayName}
        </Text>
        <Text className={classes['number']} size="sm">
          {[number, first.contact.account].filter(Boolean).join(' · ')}
        </Text>
        <Reasons candidate={first} />
      </div>
      {others.length > 0 && (
        <div className={classes['others']}>
          <Text size="xs" c="dimmed">
            {t('pop.also')}
          </Text>
          <ol>
            {others.map((other) => (
              <li key={other.contact.id} data-testid="pop-candidate" data-contact={other.contact.id}>
                <Anchor component={Link} to={`/contacts/${other.contact.id}`} size="sm">
                  {other.contact.displayName}
                </Anchor>
                <Reasons candidate={other} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  )
}

/** Nobody we know, or a contact given to the call after it began to ring. */
function Unmatched({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation()
  const number = numberOf(interaction)
  const known = interaction.contact !== null || interaction.direction === 'internal'
  if (known)
    return (
      <div>
        <Text className={classes['name']} data-testid="contact-name">
          {nameOf(t, interaction)}
        </Text>
        <Text className={classes['number']} size="sm">
          {number}
        </Text>
      </div>
    )
  return (
    <div>
      <Text className={classes['name']} data-testid="pop-number">
        {number ?? t('hiddenNumber')}
      </Text>
      <Text size="sm" c="dimmed">
        {[t('unknownCaller'), interaction.remote.name].filter(Boolean).join(' · ')}
      </Text>
    </div>
  )
}

function Reasons({ candidate }: { readonly candidate: Candidate }) {
  const { t } = useTranslation()
  return (
    <Text size="xs" c="dimmed">
      {[
        t('pop.match', { percent: Math.round(candidate.confidence * 100) }),
        ...candidate.reasons.map(({ code, text }) => t(`match.${code}`, { defaultValue: text }))
      ].join(' · ')}
    </Text>
  )
}
