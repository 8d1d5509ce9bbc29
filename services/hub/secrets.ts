import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'

/** Made up at the first start and kept in DATA_DIR/secrets.json, which only its owner may read. */
export interface Secrets {
  readonly serviceKey: string
  /** Absent when the environment named them at the first start. */
  readonly apiKey?: string
  readonly adminLogin?: string
  readonly adminPassword?: string
  readonly postgresPassword: string
  readonly redisPassword: string
  readonly amiSecret: string
  readonly phoneSecret: string
}

/** What the environment named itself. */
interface Given {
  readonly adminLogin: string | undefined
  readonly adminPassword: string | undefined
  readonly apiKey: string | undefined
}

export async function keepSecrets(dataDir: string, given: Given): Promise<{ secrets: Secrets; isNew: boolean }> {
  const file = join(dataDir, 'secrets.json')
  const { adminLogin, adminPassword, apiKey, ...made } = makeUp()
  if (existsSync(file)) {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8').catch(() => 'null'))
    if (typeof kept !== 'object' || kept === null) throw new CannotStart(`${file} is not readable: put it back`)
    const secrets = { ...made, ...kept }
    if (Object.keys(secrets).length > Object.keys(kept).length) await write(file, secrets)
    return { secrets, isNew: false }
  }
  if (existsSync(join(dataDir, 'postgres'))) {
    throw new CannotStart(`${file} is missing, and the database beside it cannot be opened without it: put it back`)
  }
  const first: Secrets = {
    ...made,
    ...(given.adminPassword ? {} : { adminLogin: given.adminLogin ?? adminLogin, adminPassword }),
    ...(given.apiKey ? {} : { apiKey })
  }
  await write(file, first)
  return { secrets: first, isNew: true }
}

async function write(file: string, secrets: Secrets): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
}

function makeUp(): Required<Secrets> {
  const word = (bytes: number): string => randomBytes(bytes).toString('base64url')
  return {
    serviceKey: word(24),
    apiKey: word(24),
    adminLogin: 'admin',
    adminPassword: word(9),
    postgresPassword: word(24),
    redisPassword: word(24),
    amiSecret: word(18),
    phoneSecret: word(18)
  }
}
