// npm run build, and the first steps of npm start and npm test. Quick when nothing changed.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const DIST = join(ROOT, 'dist')
const MAIN = join(DIST, 'services/hub/main.js')
const SOURCES = ['contracts', 'adapters', 'services', 'tests']
const say = (line) => process.stderr.write(`${line}\n`)

/** Runs `npm ci` where the packages are missing or older than the lock. Ends the process when it fails. */
export async function installPackages() {
  const lock = join(ROOT, 'package-lock.json')
  const stamp = join(ROOT, 'node_modules/.package-lock.json')
  if (existsSync(stamp) && modified(stamp) >= modified(lock)) return
  if (existsSync(stamp) && sameLock(lock, stamp)) return
  say('installing packages (npm ci) …')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit']
  })
  if (npm.status === 0) return
  say('npm ci failed: look at what it said above; with no network, copy node_modules from another machine')
  process.exit(1)
}

/** A checkout that was copied or cloned anew has a lock that is newer, and yet the same. */
function sameLock(lock, stamp) {
  const names = (file) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8'))
    return new Map(Object.entries(packages).map(([name, { version }]) => [name, version]))
  }
  const wanted = names(lock)
  return [...names(stamp)].every(([name, version]) => wanted.get(name) === version) && hasAll(wanted)
}

function hasAll(wanted) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const names = Object.keys({ ...dependencies, ...devDependencies })
  return names.every((name) => wanted.has(`node_modules/${name}`) && existsSync(join(ROOT, 'node_modules', name)))
}

/** Compiles the server, the web application and the script for other pages into dist/, each only when its sources changed. */
export async function build({ force = false } = {}) {
  mkdirSync(DIST, { recursive: true })
  const files = SOURCES.flatMap((folder) => listFiles(join(ROOT, folder)))
  const settings = ['package-lock.json', 'tsconfig.json'].map((file) => join(ROOT, file))
  const desktop = files.filter((file) => file.startsWith(join(ROOT, 'services/desktop')))
  const contracts = files.filter((file) => file.startsWith(join(ROOT, 'contracts')))
  await step('server', [...files, ...settings], force, compile)
  await step('web', [...desktop, ...contracts, ...settings], force, () => bundle('services/desktop'))
  const page = files.filter((file) => file.startsWith(join(ROOT, 'adapters/forms/page')))
  await step('script for pages', [...page, ...settings], force, () => bundle('adapters/forms/page'))
}

async function step(name, inputs, force, action) {
  const stamp = join(DIST, `.${name.split(' ')[0]}.stamp`)
  const state = `${inputs.length} ${Math.max(...inputs.map(modified))}`
  if (!force && existsSync(MAIN) && existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return
  say(`building the ${name} …`)
  await action(inputs)
  writeFileSync(stamp, state)
}

/** JSON, SQL and the like are read beside the compiled code. */
async function compile(inputs) {
  // Without its output the compiler's memory of what it wrote is wrong.
  if (!existsSync(MAIN)) rmSync(join(DIST, '.tsbuildinfo'), { force: true })
  removeOrphans()
  run('typescript/bin/tsc', ['-p', '.'], 'the TypeScript compiler')
  run('../services/hub/pack.mjs', [], 'the bundler of packages')
  const assets = inputs.filter((file) => /\.(sql|json|ami|txt|xml|conf|yaml)$/.test(file) && isServerAsset(file))
  for (const file of assets) {
    const target = join(DIST, file.slice(ROOT.length))
    await mkdir(dirname(target), { recursive: true })
    await copyFile(file, target)
  }
}

const isServerAsset = (file) =>
  SOURCES.some((folder) => file.startsWith(join(ROOT, folder))) && !file.startsWith(join(ROOT, 'services/desktop'))

/** What was compiled from a file that is gone would still be found: a test, an adapter. */
function removeOrphans() {
  for (const file of SOURCES.flatMap((folder) => listFiles(join(DIST, folder)))) {
    if (!file.endsWith('.js') || file.startsWith(join(DIST, 'services/desktop/web'))) continue
    const source = join(ROOT, file.slice(DIST.length)).replace(/js$/, 'ts')
    if (existsSync(source) || existsSync(`${source}x`)) continue
    rmSync(file)
    rmSync(`${file}.map`, { force: true })
  }
}

async function bundle(folder) {
  const config = `${folder}/vite.config.ts`
  if (!existsSync(join(ROOT, config))) return
  run('vite/bin/vite.js', ['build', '--config', config, '--logLevel', 'warn'], 'vite')
}

function run(program, args, name) {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2]
  })
  if (status === 0) return
  say(`${name} found faults: mend what it said above`)
  process.exit(1)
}

function listFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/(^|\/)(node_modules|dist)\//.test(name))
    .map((name) => join(folder, name))
    .filter((file) => lstatSync(file).isFile())
}

const modified = (file) => statSync(file).mtimeMs

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await installPackages()
  if (!process.argv.includes('--packages-only')) await build({ force: process.argv.includes('--force') })
}
