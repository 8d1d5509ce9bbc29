import { Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Candidate } from '../../../../../contracts/candidate.ts'
import type { Contact } from '../../../../../contracts/contact.ts'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { Answers } from '../identity/Answers.tsx'
import { CandidateRow } from '../identity/CandidateRow.tsx'
import { useVerdict } from '../identity/queries.ts'
import { Reasons } from '../identity/Reasons.tsx'
import { Failure } from '../parts/Note.tsx'
import { nameOf, numberOf } from '../parts/naming.ts'
import classes from './pop.module.css'

interface Props {
  readonly interaction: Interaction
  readonly candidates: readonly Candidate[]
}

/** The likeliest person large; the others, ranked, below; each with the reasons and the two answers. */
export function Candidates({ interaction, candidates }: Props) {
  const { t } = useTranslation()
  const say = useVerdict(interaction.id)
  const [denied, setDenied] = useState<ReadonlySet<string>>(new Set())
  const chosen = interaction.contact?.id
  const possible = candidates.filter((one) => one.contact.id === chosen || !denied.has(one.contact.id))
  const first = possible.find((one) => one.contact.id === chosen) ?? possible[0]
  const others = possible.filter((one) => one !== first)
  const answer = (verdict: 'is' | 'is-not', contact: Contact): void =>
    say.mutate(
      { verdict, contact },
      { onSuccess: () => verdict === 'is-not' && setDenied(new Set(denied).add(contact.id)) }
    )
  const stated = { busy: say.isPending, onSay: answer }
  return (
    <div>
      {first ? (
        <div data-testid="pop-candidate" data-contact={first.contact.id}>
          <Text className={classes['name']} data-testid="contact-name">
            {first.contact.displayName}
          </Text>
          <Text className={classes['number']} size="sm">
            {[numberOf(interaction), first.contact.account].filter(Boolean).join(' · ')}
          </Text>
          <Reasons reasons={first.reasons} />
          <Answers contact={first.contact} chosen={first.contact.id === chosen} {...stated} />
        </div>
      ) : (
        <Unmatched interaction={interaction} />
      )}
      {say.error && <Failure error={say.error} />}
      {others.length > 0 && (
        <div className={classes['others']}>
          <Text size="xs" c="dimmed">
            {t('pop.also')}
          </Text>
          {others.map((other) => (
            <div key={other.contact.id} data-testid="pop-candidate" data-contact={other.contact.id}>
              <CandidateRow candidate={other} chosen={false} {...stated} />
            </div>
          ))}
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
