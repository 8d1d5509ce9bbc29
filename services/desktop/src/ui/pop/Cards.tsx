import { useTranslation } from 'react-i18next'
import { useDesk } from '../desk-context.tsx'
import { Farewells } from './Farewells.tsx'
import { LeadCard } from './LeadCard.tsx'
import { PopCard } from './PopCard.tsx'
import classes from './pop.module.css'
import { TalkCard } from './TalkCard.tsx'

/** Cards of calls and leads for this person, then of the calls they talk in. Nothing here takes the keyboard focus. */
export function Cards() {
  const { t } = useTranslation()
  const pops = useDesk((desk) => desk.pops)
  const talks = useDesk((desk) => desk.talks)
  const ringing = pops.filter(
    (pop) => pop.lead || (pop.interaction.state !== 'ended' && !talks.some((talk) => isOf(talk, pop)))
  )
  return (
    <>
      <section
        className={`${classes['stack']} ${classes['ringing']}`}
        role="status"
        aria-live="polite"
        aria-label={t('pop.region')}
      >
        <Farewells />
        {ringing.map((pop) =>
          pop.lead ? (
            <LeadCard key={pop.interaction.id} pop={pop} offer={pop.lead} />
          ) : (
            <PopCard key={pop.interaction.id} pop={pop} />
          )
        )}
      </section>
      <section className={classes['stack']} aria-label={t('talk.region')}>
        {talks.toReversed().map((talk) => (
          <TalkCard key={talk.interaction.id} talk={talk} />
        ))}
      </section>
    </>
  )
}

const isOf = (one: { interaction: { id: string } }, other: { interaction: { id: string } }): boolean =>
  one.interaction.id === other.interaction.id
