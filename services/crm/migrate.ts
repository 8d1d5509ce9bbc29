import { access, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Logger } from 'pino'

const TABLE = 'migration'

/** The compiler copies no SQL: from a built file the sources' folder is found further up. */
async function findMigrations(): Promise<string> {
  let dir = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    for (const place of [join(dir, 'migrations'), join(dir, 'services/crm/migrations')]) {
      if (await isFolder(place)) return place
    }
    const parent = dirname(dir)
    if (parent === dir) throw new Error('the folder services/crm/migrations is missing from this installation')
    dir = parent
  }
}

const isFolder = (place: string): Promise<boolean> =>
  access(join(place, '0001_tables.sql')).then(
    () => true,
    () => false
  )

/**
 * Brings the database to this version of the hub. Safe when several start at once: one migrates, the others wait.
 * Throws when the database is newer than this hub.
 */
export async function migrate(url: string, log: Logger): Promise<void> {
  const dir = await findMigrations()
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', (err) => log.warn({ err: err.message }, 'the connection was lost while migrating'))
  await client.connect()
  try {
    if (await isUpToDate(client, dir)) return
    const { runner } = await import('node-pg-migrate')
    const done = await runner({
      dbClient: client,
      dir,
      migrationsTable: TABLE,
      direction: 'up',
      singleTransaction: true,
      advisoryLockMode: 'wait',
      logger: { info: () => {}, warn: (m) => log.warn(m), error: (m) => log.error(m) }
    })
    if (done.length > 0) log.info({ migrations: done.map(({ name }) => name) }, 'the database was migrated')
  } finally {
    await client.end()
  }
}

/** Throws when the database has what this hub does not know. */
async function isUpToDate(client: pg.Client, dir: string): Promise<boolean> {
  const files = (await readdir(dir)).filter((file) => file.endsWith('.sql')).map((file) => file.replace(/\.sql$/, ''))
  const exists = await client.query('select to_regclass($1) is not null as found', [`public.${TABLE}`])
  if (!exists.rows[0]?.found) return false
  const { rows } = await client.query<{ name: string }>(`select name from ${TABLE} order by id`)
  const done = new Set(rows.map(({ name }) => name))
  const unknown = [...done].filter((name) => !files.includes(name))
  if (unknown.length > 0) {
    throw new Error(
      `the database is newer than this hub (it has ${unknown.join(', ')}): start the newer hub, or restore a backup`
    )
  }
  return files.every((name) => done.has(name))
}
