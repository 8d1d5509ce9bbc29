import { resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const Environment = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080 }),
  HOST: Type.Optional(
    Type.String({ minLength: 1, description: 'address to listen on; 127.0.0.1 for the demonstration, else all' })
  ),
  DATA_DIR: Type.String({ minLength: 1, default: './data' }),
  HUB_CONFIG: Type.Optional(Type.String({ minLength: 1 })),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://' })),
  HUB_ADMIN_LOGIN: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._@-]{1,64}$' })),
  HUB_ADMIN_PASSWORD: Type.Optional(Type.String({ minLength: 8 })),
  HUB_API_KEY: Type.Optional(Type.String({ minLength: 16 })),
  HUB_SERVICE_KEY: Type.Optional(Type.String({ minLength: 16, description: 'shared by the services of one hub' })),
  CRM_URL: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'where the other services reach the core' })
  ),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], { type: 'string', default: 'info' })
})
type Environment = Static<typeof Environment>

/** The environment as the launcher completed it: every service gets the same. No other file looks at process.env. */
export interface Settings {
  readonly port: number
  readonly host: string | undefined
  readonly dataDir: string
  readonly configFile: string | undefined
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly adminLogin: string | undefined
  readonly adminPassword: string | undefined
  readonly apiKey: string | undefined
  readonly serviceKey: string
  readonly crmUrl: string
  readonly logLevel: Environment['LOG_LEVEL']
}

/** What the environment itself says: the launcher fills in the rest (embedded servers, made-up keys). */
export type PartialSettings = Omit<Settings, 'databaseUrl' | 'redisUrl' | 'serviceKey' | 'crmUrl'> & {
  readonly databaseUrl: string | undefined
  readonly redisUrl: string | undefined
  readonly serviceKey: string | undefined
  readonly crmUrl: string | undefined
}

/** Reads the environment once, whole. Throws one Error that lists every problem. */
export function readSettings(env: NodeJS.ProcessEnv): PartialSettings {
  const wanted = Object.fromEntries(
    Object.keys(Environment.properties).flatMap((key) => (env[key] ? [[key, env[key]]] : []))
  )
  const value = Value.Convert(Environment, Value.Default(Environment, wanted))
  if (!Value.Check(Environment, value)) {
    const lines = Value.Errors(Environment, value).map(
      (e) => `  ${e.instancePath.slice(1) || 'environment'}: ${e.message}`
    )
    throw new Error(`bad environment:\n${lines.join('\n')}`)
  }
  return {
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(value.DATA_DIR),
    configFile: value.HUB_CONFIG,
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL,
    adminLogin: value.HUB_ADMIN_LOGIN,
    adminPassword: value.HUB_ADMIN_PASSWORD,
    apiKey: value.HUB_API_KEY,
    serviceKey: value.HUB_SERVICE_KEY,
    crmUrl: value.CRM_URL,
    logLevel: value.LOG_LEVEL
  }
}
