// npm test [-- dist/folder …]      all tests, or those under the given folders or files
// npm run bench -- NAME            dist/tests/bench/NAME.js in the same surroundings, on durable servers
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { requireNode } from '../services/hub/node-version.mjs'

requireNode()
const ROOT = fileURLToPath(new URL('../', import.meta.url))
/** tap's own 30 s for a file is too short for one that makes real calls. */
const FILE_SECONDS = '300'
const say = (line) => process.stderr.write(`${line}\n`)
const { installPackages, build } = await import('../services/hub/build.mjs')

/** The programs of the tests, as deploy/debs/boxes.mjs names them, and the variable that says where each is. */
const PROGRAMS = {
  redis: 'TEST_REDIS_SERVER',
  sipp: 'TEST_SIPP',
  baresip: 'TEST_BARESIP',
  chromium: 'TEST_CHROMIUM',
  asterisk: 'TEST_ASTERISK',
  'asterisk-bullseye': 'TEST_ASTERISK_16'
}
/** Fetched at the same time: the machine's own packages, and those that have package lists of their own. */
const FETCHED_TOGETHER = [
  ['redis', 'sipp', 'baresip', 'chromium'],
  ['asterisk', 'asterisk-bullseye']
]

const args = process.argv.slice(2)
const bench = args[0] === '--bench' ? (args[1] ?? 'pop') : undefined
const fetching = FETCHED_TOGETHER.map(fetchPrograms) // while packages are installed and the compiler runs
await installPackages()
await build()
const command = bench === undefined ? testCommand(args) : benchCommand(bench, args.slice(2))
const tools = Object.assign({}, ...(await Promise.all(fetching)))
const dir = await makeFolder()
let code = 1
const servers = []
try {
  const folders = { TMPDIR: join(dir, 'tmp'), HOME: join(dir, 'home') }
  const env = { ...withoutHome(), ...tools, ...(await startServers(dir)), ...folders, TAP_TIMEOUT: FILE_SECONDS }
  code = await run(command, env)
} catch (err) {
  say(err.name === 'CannotStart' ? err.message : err.stack)
} finally {
  await Promise.all(servers.map((server) => server.stop()))
  await rm(dir, { recursive: true, force: true, maxRetries: 3 })
}
process.exit(code)

function testCommand(wanted) {
  const folders = wanted.length > 0 ? wanted.map((each) => resolve(each)) : [join(ROOT, 'dist')]
  const files = folders.flatMap(testFiles).sort()
  if (files.length === 0) {
    say(`no tests under ${folders.join(', ')}: name a folder of dist/, such as dist/adapters`)
    process.exit(1)
  }
  const reporter = `--test-reporter=${new URL('reporter.mjs', import.meta.url).href}`
  // Phones that find the processor taken are late, and their tests say so: more at once, or calls beside all else, gains nothing.
  return ['--enable-source-maps', '--test', reporter, '--test-concurrency=3', '--test-timeout=600000', ...files]
}

/** Given files and folders are taken as they are: what node itself makes of a folder differs by version. */
function testFiles(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.test.js')).map((name) => join(path, name))
}

function benchCommand(name, rest) {
  const file = join(ROOT, `dist/tests/bench/${name}.js`)
  if (/^[a-z-]+$/.test(name) && existsSync(file)) return ['--enable-source-maps', file, ...rest]
  say(`there is no tests/bench/${name}.ts`)
  process.exit(1)
}

/** Where one cannot be had, its tests are skipped and say why. */
async function fetchPrograms(names) {
  const script = fileURLToPath(new URL('../deploy/debs/fetch.mjs', import.meta.url))
  const fetcher = spawn(process.execPath, [script, ...names], { stdio: ['ignore', 'pipe', 'inherit'] })
  process.on('exit', () => fetcher.kill())
  const env = {}
  const left = new Set(names)
  for await (const line of createInterface({ input: fetcher.stdout })) {
    const { name, path, modules, missing } = JSON.parse(line)
    if (missing) say(missing)
    else env[PROGRAMS[name]] = path
    if (name === 'baresip' && modules) env.TEST_BARESIP_MODULES = modules
    left.delete(name)
  }
  if (left.size > 0) throw new Error(`deploy/debs/fetch.mjs said nothing of ${[...left].join(', ')}`)
  return env
}

/** Under the checkout, where its path leaves room for the sockets that tests make (107 characters in all). */
async function makeFolder() {
  const cache = join(ROOT, '.cache')
  const parent = cache.length < 50 ? cache : '/tmp'
  await mkdir(parent, { recursive: true })
  const made = await mkdtemp(join(parent, 'test-'))
  for (const each of ['tmp', 'home']) await mkdir(join(made, each))
  return made
}

/** Programs that the tests start keep settings, caches and reports of crashes in the test's folder, not with the person. */
function withoutHome() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XDG_')))
}

async function startServers(dataDir) {
  const load = (name) => import(new URL(`../dist/services/${name}.js`, import.meta.url).href)
  const { startPostgres } = await load('hub/postgres')
  const { startRedis } = await load('hub/redis-server')
  const { freePort } = await load('hub/free-port')
  const { createLog } = await load('kit/log')
  const log = createLog('error')
  const common = { root: ROOT, dataDir, password: 'test', durable: bench !== undefined, log }
  const postgres = await startPostgres({ ...common, port: await freePort(), database: 'test' })
  servers.push(postgres)
  const TEST_TEMPLATE = bench === undefined ? await makeTemplate(postgres.url, load) : 'template0'
  const redis = await startRedis({ ...common, port: await freePort() })
  servers.push(redis)
  return { TEST_DATABASE_URL: postgres.url, TEST_TEMPLATE, TEST_REDIS_URL: redis.url, TEST_REDIS_SERVER: redis.program }
}

/** Migrated once, and copied by every test. */
async function makeTemplate(url, load) {
  const { default: pg } = await import('pg')
  const name = 'migrated'
  const admin = new pg.Client(url)
  await admin.connect()
  // Thousands of connections are made: to prove the password 4,096 times over is a third of what one costs.
  await admin.query(`set scram_iterations = 1; alter role postgres password 'test'`)
  await admin.query(`create database ${name} template template0`)
  await admin.end()
  const { migrate } = await load('crm/migrate')
  await migrate(Object.assign(new URL(url), { pathname: `/${name}` }).href, { info() {}, warn: say, error: say })
  return name
}

/** Ctrl-C is the runner's to obey: this process waits for it, cleans up, and leaves no PBX or phone behind. */
async function run(words, env) {
  const child = spawn(process.execPath, words, { cwd: ROOT, env, stdio: 'inherit', detached: true })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const [exitCode] = await once(child, 'exit')
  try {
    process.kill(-child.pid, 'SIGKILL') // what its tests had started when they were interrupted
  } catch {
    // nothing was left
  }
  return exitCode ?? 1
}
