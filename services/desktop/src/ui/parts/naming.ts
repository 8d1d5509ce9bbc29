import type { TFunction } from 'i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { phoneOf } from '../../state/format.ts'

/** The other side's number as people read it. */
export function numberOf(interaction: Interaction): string | null {
  const { address, raw } = interaction.remote
  const number = address ?? raw
  return number ? phoneOf(number) : null
}

/** Who the other side is, as well as it is known. */
export function nameOf(t: TFunction, interaction: Interaction): string {
  return (
    interaction.contact?.displayName ??
    interaction.remote.name ??
    colleagueOf(interaction) ??
    numberOf(interaction) ??
    t('hiddenNumber')
  )
}

/** Of an internal call without a remote side, the two who speak. */
function colleagueOf(interaction: Interaction): string | null {
  if (interaction.direction !== 'internal' || interaction.remote.address || interaction.remote.raw) return null
  const names = interaction.participants.map((one) => one.user?.name ?? one.name ?? one.address)
  return names.length > 0 ? [...new Set(names)].join(' - ') : null
}

/** The agents who have, or had, the call; those whose phones ring when nobody has it yet. */
export function agentsOf(interaction: Interaction): string {
  const agents = interaction.participants.filter((one) => one.kind === 'agent')
  const now = agents.filter((one) => one.leftAt === null && one.answeredAt !== null)
  const had = agents.filter((one) => one.answeredAt !== null)
  const rung = agents.filter((one) => one.leftAt === null)
  const chosen = [now, had, rung].find((some) => some.length > 0) ?? []
  return [...new Set(chosen.map((one) => one.user?.name ?? one.name ?? one.address))].join(', ')
}

export const lineOf = (interaction: Interaction): string =>
  [interaction.queue, interaction.lineName ?? interaction.line].filter(Boolean).join(' · ')

/** The colleague who has the call now, if one has. */
export const answererOf = (interaction: Interaction): string | null =>
  interaction.participants.find((one) => one.kind === 'agent' && one.answeredAt !== null && one.leftAt === null)?.user
    ?.name ?? null
