import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { CommandOutcome, HangUpCall, MakeCall } from '../../../contracts/command.ts'
import type { HubConfig } from '../../../contracts/config.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { Interaction } from '../../../contracts/interaction.ts'
import type { AdapterHealth, NewCall } from '../../../contracts/rest.ts'
import type { CommandSender } from '../../kit/commands.ts'
import type { Asker } from '../auth/asker.ts'
import { findContact } from '../contacts/store.ts'
import type { Publisher } from '../feed/publisher.ts'
import { factsOf } from '../ingest/service.ts'
import { applyCall } from '../ingest/store.ts'
import { findInteraction, interactionOf, subjectOf } from '../interactions/store.ts'
import { allExtensions, findByExtension } from '../users/store.ts'
import { type Destination, destinationOf } from './dialing.ts'
import { askedCall, problemOf, refusedCall } from './snapshots.ts'
import { findAsked } from './store.ts'

export interface CallDeps {
  readonly db: pg.Pool
  readonly hub: HubConfig
  readonly commands: Pick<CommandSender, 'send' | 'answerOf'>
  readonly instances: () => Promise<AdapterHealth[]>
  readonly publisher: Pick<Publisher, 'publish'>
  readonly log: Logger
  readonly now: () => number
}

/** A call that rings later than this is worse than none. */
const EXPIRES_MS = 10_000
const HANG_UP_EXPIRES_MS = 5_000
const WAIT_MS = 2_500

const iso = (ms: number): string => new Date(ms).toISOString()

/** Whose phone rings first. Throws 'no-phone', 'not-permitted'. */
async function phoneOf(db: pg.Pool, asker: Pick<Asker, 'user' | 'role'>, from: string | undefined) {
  const own = asker.user?.extensions ?? []
  const extension = from ?? own[0]
  if (extension === undefined) throw new HubError('no-phone', 'you have no extension: name one in `from`')
  if (asker.role === 'agent' && !own.includes(extension)) {
    throw new HubError('not-permitted', `the extension ${extension} is not yours`)
  }
  const owner = own.includes(extension) ? asker.user : await findByExtension(db, extension)
  return { extension, name: oneLine(owner?.name ?? extension) }
}

const oneLine = (name: string): string => name.replace(/[\p{Cc}<>"]/gu, ' ').slice(0, 80)

/** Picks the telephone system: the first that takes the command and is up. Throws 'unavailable'. */
async function instanceFor({ instances }: CallDeps, command: MakeCall['type']): Promise<AdapterHealth> {
  const able = (await instances()).filter(({ commands }) => commands.includes(command))
  const up = able.find(({ state }) => state === 'up') ?? able.find(({ state }) => state === 'degraded')
  if (!up) throw new HubError('unavailable', 'no telephone system that can make calls is connected')
  return up
}

/**
 * Rings the asker's phone, then the destination. Answers the id of the interaction, which is there before anything
 * rings. Throws the refusal of the guard, or of the phone (with the interaction, which has ended). With the same `id` it is
 * the same call, which rings once.
 */
export async function makeCall(
  deps: CallDeps,
  asker: Pick<Asker, 'user' | 'role'>,
  wanted: NewCall,
  id: string = randomUUID()
): Promise<string> {
  const { db, hub, commands } = deps
  const extensions = await allExtensions(db)
  const to = destinationOf(wanted.to, { region: hub.region, dialing: hub.dialing, extensions })
  const from = await phoneOf(db, asker, wanted.from)
  const contact = wanted.contact ? await findContact(db, wanted.contact) : undefined
  if (wanted.contact && !contact) throw new HubError('bad-input', 'there is no such contact', noSuch('/contact'))
  const { instance, system } = await instanceFor(deps, 'call.make')
  const subject = `${system}:${instance}:ctc-${id}`
  const at = deps.now()
  const name = contact ? oneLine(contact.displayName) : null
  const command: MakeCall = {
    ...{ id, instance, type: 'call.make', issuedAt: iso(at), expiresAt: iso(at + EXPIRES_MS) },
    data: { subject, from, to: { kind: to.kind, digits: to.digits, name } }
  }
  const interaction = await begin(deps, subject, from.extension, to, wanted, at)
  const answer = commands.answerOf(id, WAIT_MS)
  const outcome = await commands.send(command).then(
    async () => (await answer)?.outcome,
    async (err: unknown) => {
      await endAsked(deps, subject, { status: 'expired' })
      throw withInteraction(err, interaction)
    }
  )
  if (!outcome || outcome.status === 'done') return interaction
  await endAsked(deps, subject, outcome)
  const { word, detail } = problemOf(outcome)
  throw new HubError(word, detail, { extra: { interaction: { id: interaction } } })
}

const noSuch = (field: string) => ({ extra: { errors: [{ field, message: 'there is no such contact' }] } })

function withInteraction(err: unknown, id: string): unknown {
  if (!(err instanceof HubError)) return err
  return new HubError(err.word, err.message, { cause: err, extra: { ...err.extra, interaction: { id } } })
}

async function begin(
  { db, hub, publisher }: CallDeps,
  subject: string,
  from: string,
  to: Destination,
  { contact }: NewCall,
  at: number
): Promise<string> {
  const data = askedCall(from, to.kind === 'internal' ? 'internal' : 'outbound', to.digits, iso(at))
  const facts = { ...factsOf({ subject, data }, hub), remote: to.key, contact: contact ?? null }
  const rows = await applyCall(db, facts)
  publisher.publish(rows)
  const id = (rows.at(-1)?.data as Interaction | undefined)?.id ?? (await interactionOf(db, subject))
  if (id === undefined) throw new Error('the call was not stored')
  return id
}

/** Ends a call that was asked for and refused, if its telephone system has not said more of it since. */
export async function endAsked(deps: CallDeps, subject: string, outcome: CommandOutcome): Promise<void> {
  if (outcome.status === 'done') return
  const asked = await findAsked(deps.db, subject)
  if (!asked) return
  const { from, raw, remote, direction, startedAt } = asked
  const before = askedCall(from, direction, raw, startedAt.toISOString())
  const data = refusedCall(before, outcome, iso(Math.max(deps.now(), startedAt.getTime())))
  deps.publisher.publish(await applyCall(deps.db, { ...factsOf({ subject, data }, deps.hub), remote }))
}

/** Ends a live interaction at its telephone system. Throws 'not-found', 'conflict', 'not-permitted', 'unavailable'. */
export async function hangUp(deps: CallDeps, asker: Asker, id: string): Promise<string> {
  const { db, commands } = deps
  const interaction = await findInteraction(db, id)
  if (!interaction) throw new HubError('not-found', 'no such interaction')
  if (interaction.state === 'ended') throw new HubError('conflict', 'it has ended')
  const isTheirs = interaction.participants.some(({ user }) => user && user.id === asker.user?.id)
  if (asker.role === 'agent' && !isTheirs) throw new HubError('not-permitted', 'this is not a call of yours')
  const source = await subjectOf(db, interaction.id)
  if (!source) throw new HubError('conflict', 'no telephone system has this call')
  const commandId = randomUUID()
  const at = deps.now()
  const { subject, instance, ids } = source
  const command: HangUpCall = {
    ...{ id: commandId, instance, type: 'call.hangup', issuedAt: iso(at), expiresAt: iso(at + HANG_UP_EXPIRES_MS) },
    data: { subject, ids: [...ids] }
  }
  const answer = commands.answerOf(commandId, WAIT_MS)
  await commands.send(command)
  const outcome = (await answer)?.outcome
  if (outcome?.status === 'refused') throw new HubError('call-refused', outcome.message)
  return interaction.id
}
