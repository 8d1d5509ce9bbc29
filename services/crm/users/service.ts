import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { HubError } from '../../../contracts/errors.ts'
import type { NewUser, User, UserPatch } from '../../../contracts/rest.ts'
import type { Passwords } from '../auth/passwords.ts'
import { removeSessionsOf } from '../auth/store.ts'
import { newPassword } from '../auth/tokens.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed } from '../feed/store.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { countActiveAdmins, findCredentials, findUser, insertUser, setExtensions, updateUser } from './store.ts'

interface Deps {
  readonly db: pg.Pool
  readonly passwords: Passwords
  readonly publisher: Pick<Publisher, 'publish'>
}

/** The first administrator, from the environment: made if missing; the password of the environment holds. */
export async function ensureAdmin(
  { db, passwords }: Pick<Deps, 'db' | 'passwords'>,
  login: string,
  password: string
): Promise<void> {
  const found = await findCredentials(db, login)
  if (found && (await passwords.isRight(found.passwordHash, password))) {
    await updateUser(db, found.user.id, { role: 'admin', active: true })
    return
  }
  const passwordHash = await passwords.hash(password)
  if (found) {
    await updateUser(db, found.user.id, { role: 'admin', active: true, passwordHash })
    return
  }
  const user = { login, name: login, role: 'admin', language: 'ru', sees: 'all', active: true, passwordHash } as const
  await insertUser(db, uuidv7(), user).catch((err: unknown) => {
    if ((err as { code?: string }).code !== '23505') throw err // another process of the hub was quicker
  })
}

/** Answers the password, too, when the hub made it up. Throws 'conflict' for a login or extension that is taken. */
export async function createUser(deps: Deps, wanted: NewUser): Promise<User & { password?: string }> {
  const password = wanted.password ?? newPassword()
  const { login, name, role, language = 'ru', sees = 'all', extensions = [] } = wanted
  const passwordHash = await deps.passwords.hash(password)
  const id = uuidv7()
  const user = await save(deps, id, async (tx) => {
    await insertUser(tx, id, { login, name, role, language, sees, active: true, passwordHash })
    await setExtensions(tx, id, extensions)
  })
  return wanted.password === undefined ? { ...user, password } : user
}

/** A new password, a lost right or a closed account ends the sessions. Throws 'not-found', 'conflict'. */
export async function changeUser(deps: Deps, id: string, patch: UserPatch): Promise<User> {
  const { password, extensions, ...fields } = patch
  const passwordHash = password === undefined ? undefined : await deps.passwords.hash(password)
  return save(deps, id, async (tx) => {
    const changes = { ...fields, ...(passwordHash === undefined ? {} : { passwordHash }) }
    const before = await findUser(tx, id)
    if (!(await updateUser(tx, id, changes))) throw new HubError('not-found', 'no such user')
    if (extensions) await setExtensions(tx, id, extensions)
    if (passwordHash !== undefined || fields.active === false) await removeSessionsOf(tx, id)
    if (before?.role === 'admin' && before.active && (await countActiveAdmins(tx)) === 0) {
      throw new HubError('conflict', 'the hub needs one administrator')
    }
  })
}

async function save({ db, publisher }: Deps, id: string, write: (tx: Db) => Promise<void>): Promise<User> {
  const { user, rows } = await inTransaction(db, async (tx) => {
    await write(tx)
    const user = await findUser(tx, id)
    if (!user) throw new HubError('not-found', 'no such user')
    return { user, rows: await appendFeed(tx, 'user', user) }
  }).catch((err: unknown) => {
    throw asConflict(err)
  })
  publisher.publish(rows)
  return user
}

function asConflict(err: unknown): unknown {
  const { code, constraint } = err as { code?: string; constraint?: string }
  if (code !== '23505') return err
  const what = constraint === 'app_user_login' ? 'login' : 'extension'
  return new HubError('conflict', `this ${what} is another user's`, {
    cause: err,
    extra: { errors: [{ field: what === 'login' ? '/login' : '/extensions', message: 'is taken' }] }
  })
}
