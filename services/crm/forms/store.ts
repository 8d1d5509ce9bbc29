import type { Form, FormPayload, FormSecrets, FormsSettings, TakenForm } from '../../../contracts/form.ts'
import { badCursor, isId } from '../paging.ts'
import type { Db } from '../transaction.ts'
import { DEFAULTS } from './defaults.ts'

export type Settings = Omit<TakenForm, 'key' | 'secrets'>

/** A form that was made before there was such a setting has its default. */
const whole = <F extends object>(form: F): F => ({ ...DEFAULTS, ...form })

export async function listForms(db: Db, before: string | undefined, limit: number): Promise<Form[]> {
  if (before !== undefined && !isId(before)) throw badCursor()
  const { rows } = await db.query<{ form: Form }>(
    'select form_json(f) as form from form f where $1::uuid is null or id < $1 order by id desc limit $2',
    [before ?? null, limit]
  )
  return rows.map(({ form }) => whole(form))
}

export async function findForm(db: Db, id: string): Promise<Form | undefined> {
  const { rows } = await db.query<{ form: Form }>('select form_json(f) as form from form f where id = $1', [id])
  return rows[0] && whole(rows[0].form)
}

/** A change of forms: those who change any wait for each other. */
export async function countRevision(db: Db): Promise<void> {
  await db.query('update form_revision set version = version + 1')
}

/** False when another form has this key. */
export async function insertForm(
  db: Db,
  { id, key, settings, secrets }: { id: string; key: string; settings: Settings; secrets: FormSecrets }
): Promise<boolean> {
  const { rowCount } = await db.query(
    'insert into form (id, key, settings, secrets) values ($1, $2, $3, $4) on conflict (key) do nothing',
    [id, key, JSON.stringify(settings), JSON.stringify(secrets)]
  )
  return rowCount === 1
}

/** Settings that are given take the place of those that were; a secret that is null is gone. False: there is no such form. */
export async function updateForm(
  db: Db,
  id: string,
  settings: Partial<Settings>,
  secrets: Readonly<Record<string, string | null>>
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update form set settings = settings || $2, secrets = jsonb_strip_nulls(secrets || $3), version = version + 1,
       updated_at = date_trunc('milliseconds', now()) where id = $1`,
    [id, JSON.stringify(settings), JSON.stringify(secrets)]
  )
  return rowCount === 1
}

export async function deleteForm(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from form where id = $1', [id])
  return rowCount === 1
}

/** All forms as those who take posts must know them, and the version of that. */
export async function readTaken(db: Db): Promise<{ version: number; settings: FormsSettings }> {
  const { rows } = await db.query<{ version: number; forms: TakenForm[] }>(
    `select r.version, (select coalesce(jsonb_agg(jsonb_build_object('key', f.key, 'secrets', f.secrets) || f.settings
       order by f.key), '[]') from form f) as forms from form_revision r`
  )
  return { version: rows[0]?.version ?? 0, settings: { forms: (rows[0]?.forms ?? []).map(whole) } }
}

/** As those who take posts know it, but for its secrets. */
export async function findTaken(db: Db, id: string): Promise<TakenForm | undefined> {
  const { rows } = await db.query<{ form: TakenForm }>(
    `select jsonb_build_object('key', key, 'secrets', '{}'::jsonb) || settings as form from form where id = $1`,
    [id]
  )
  return rows[0] && whole(rows[0].form)
}

const PAYLOADS = 10

/** The last ones, newest first. */
export async function lastPayloads(db: Db, key: string): Promise<FormPayload[]> {
  const { rows } = await db.query<{ payload: FormPayload }>(
    `select raw || jsonb_build_object('at', iso(at), 'spam', data -> 'spam') as payload from submission
     where form_key = $1 and raw is not null order by at desc limit $2`,
    [key, PAYLOADS]
  )
  return rows.map(({ payload }) => payload)
}
