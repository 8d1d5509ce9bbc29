import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Logger } from 'pino'
import { uuidv7 } from 'uuidv7'
import type { TryForm } from '../../../contracts/command.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { Form, FormPatch, FormSecrets, FormTrial, NewForm } from '../../../contracts/form.ts'
import type { AdapterHealth } from '../../../contracts/rest.ts'
import type { CommandSender } from '../../kit/commands.ts'
import type { RedisClient } from '../../kit/redis.ts'
import { versionOfSettings, writeSystemSettings } from '../../kit/system-settings.ts'
import { faultAt } from '../input.ts'
import { type Db, inTransaction, READ_AT_ONCE } from '../transaction.ts'
import { DEFAULTS } from './defaults.ts'
import {
  countRevision,
  deleteForm,
  findForm,
  findTaken,
  insertForm,
  readTaken,
  type Settings,
  updateForm
} from './store.ts'

export interface FormDeps {
  readonly db: pg.Pool
  readonly redis: RedisClient
  readonly log: Logger
}

export interface TryDeps {
  readonly db: pg.Pool
  readonly commands: Pick<CommandSender, 'send' | 'answerOf'>
  readonly instances: () => Promise<readonly AdapterHealth[]>
}

const SYSTEM = 'forms'

/** Hands the forms as they are now to those who take their posts. */
async function handOut({ db, redis }: FormDeps): Promise<void> {
  const { version, settings } = await inTransaction(db, readTaken, READ_AT_ONCE)
  await writeSystemSettings(redis, SYSTEM, version, settings)
}

/** Hands them out when Redis has others: it was away when they changed, or lost them. */
export async function seeToForms(deps: FormDeps): Promise<void> {
  const { rows } = await deps.db.query<{ version: number }>('select version from form_revision')
  if ((await versionOfSettings(deps.redis, SYSTEM)) !== rows[0]?.version) await handOut(deps)
}

/** What is committed is handed out soon in any case: that Redis is away now does not undo it. */
async function change<T>(deps: FormDeps, write: (tx: Db) => Promise<T>): Promise<T> {
  const result = await inTransaction(deps.db, async (tx) => {
    await countRevision(tx)
    return write(tx)
  })
  await handOut(deps).catch((err: Error) => deps.log.warn({ err: err.message }, 'forms are handed out a little later'))
  return result
}

const newKey = (): string => randomBytes(9).toString('base64url')

const given = <T extends object>(wanted: T): Partial<T> =>
  Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as Partial<T>

/** Throws 'conflict' for a key that another form has. */
export async function createForm(deps: FormDeps, { key = newKey(), secrets = {}, ...wanted }: NewForm): Promise<Form> {
  const id = uuidv7()
  const settings = { ...DEFAULTS, ...given(wanted) } as Settings
  return change(deps, async (tx) => {
    const isWritten = await insertForm(tx, { id, key, settings, secrets: withoutNulls(secrets) })
    if (!isWritten) {
      const errors = [{ field: '/key', message: 'is taken' }]
      throw new HubError('conflict', "this key is another form's", { extra: { errors } })
    }
    return known(await findForm(tx, id))
  })
}

type Secrets = NonNullable<FormPatch['secrets']>
const withoutNulls = (secrets: Secrets): FormSecrets =>
  Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== null && value !== undefined))

/** Throws 'not-found'. */
export async function changeForm(deps: FormDeps, id: string, { secrets = {}, ...wanted }: FormPatch): Promise<Form> {
  return change(deps, async (tx) => {
    if (
      !(await updateForm(tx, id, given(wanted) as Partial<Settings>, given(secrets) as Record<string, string | null>))
    ) {
      throw new HubError('not-found', 'no such form')
    }
    return known(await findForm(tx, id))
  })
}

/** What was sent stays. Throws 'not-found'. */
export async function removeForm(deps: FormDeps, id: string): Promise<void> {
  await change(deps, async (tx) => {
    if (!(await deleteForm(tx, id))) throw new HubError('not-found', 'no such form')
  })
}

export function known(form: Form | undefined): Form {
  if (!form) throw new HubError('not-found', 'no such form')
  return form
}

/** Throws 'bad-input' for networks that are none. */
export function checkNetworks(networks: readonly string[] | undefined): void {
  const wrong = networks?.findIndex((network) => !/^[\d.]+(\/(3[0-2]|[12]?\d))?$|:/.test(network)) ?? -1
  if (wrong >= 0) throw faultAt(`/networks/${wrong}`, 'is no network, like 92.118.66.0/23')
}

/** Throws 'bad-input' for numbers of which two are one: a call to it would tell nothing. */
export function checkNumbers(numbers: NewForm['numbers']): void {
  const twice = numbers?.findIndex((one, at) => numbers.findIndex(({ address }) => address === one.address) < at) ?? -1
  if (twice >= 0) throw faultAt(`/numbers/${twice}/address`, 'is the address of another number, too')
}

const TRY_MS = 3_000

/** What would be made of a payload with this mapping, or the form's own. Throws 'not-found', 'unavailable'. */
export async function tryPayload(
  { db, commands, instances }: TryDeps,
  id: string,
  { mapping, vendor, contentType = null, query = '', body }: FormTrial
): Promise<unknown> {
  const form = await findTaken(db, id)
  if (!form) throw new HubError('not-found', 'no such form')
  const instance = (await instances()).find(({ system, state }) => system === SYSTEM && state !== 'down')?.instance
  if (instance === undefined) throw new HubError('unavailable', 'no adapter for forms is running')
  const at = Date.now()
  const command: TryForm = {
    ...{ id: uuidv7(), instance, type: 'form.try' },
    ...{ issuedAt: new Date(at).toISOString(), expiresAt: new Date(at + TRY_MS).toISOString() },
    data: {
      ...{ subject: `try:${form.key}`, contentType, query, body },
      form: { ...form, ...(mapping && { mapping }), ...(vendor && { vendor }) }
    }
  }
  const answering = commands.answerOf(command.id, TRY_MS)
  await commands.send(command)
  const outcome = (await answering)?.outcome
  if (outcome?.status !== 'done') throw new HubError('unavailable', 'the adapter for forms did not answer')
  return outcome.result
}
