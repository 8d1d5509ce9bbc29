// node deploy/debs/fetch.mjs redis sipp …      one JSON line each: {name, path, …} or {name, missing: "a sentence"}
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { hostApt, hostAptFromNothing, suiteApt, Unavailable } from './apt.mjs'
import { BOXES } from './boxes.mjs'
import { runsWell, unpack } from './unpack.mjs'

const CACHE = resolve(fileURLToPath(new URL('../../.cache/debs', import.meta.url)))
const STATUS = '/var/lib/dpkg/status'

/** Where the program `name` is: on the PATH, or unpacked in the cache now. Throws Unavailable with a sentence. */
export async function fetchBox(name, { cache = CACHE, say = () => {} } = {}) {
  const box = BOXES[name]
  if (!box) throw new Unavailable(`there is no box '${name}': ${Object.keys(BOXES).join(', ')}`)
  const found = onPath(box.onPath ?? [])
  if (found) return { name, path: found, modules: hostModules(name) }
  const dir = join(cache, name)
  if (await isPresent(dir, box)) return describe(name, dir)
  if (process.platform !== 'linux' || !onPath(['apt-get']) || !onPath(['dpkg-deb'])) {
    throw new Unavailable(`${name} can be fetched by itself only on Debian and Ubuntu${advice(box, ': ')}`)
  }
  await mkdir(cache, { recursive: true })
  const unlock = await lock(join(cache, `.${name}.lock`))
  try {
    if (!(await isPresent(dir, box))) await build(name, box, cache, say)
  } finally {
    await unlock()
  }
  return describe(name, dir)
}

async function build(name, box, cache, say) {
  const work = join(cache, `.${name}.new`)
  await rm(work, { recursive: true, force: true })
  await mkdir(join(work, 'debs'), { recursive: true })
  say(`fetching ${name} from the package archive …`)
  try {
    const { apt, standalone } = await archiveFor(box, cache)
    await update(apt, cache)
    const extra = []
    for (const each of box.ifThere ?? []) if (await apt.hasPackage(each)) extra.push(each)
    const closure = await apt.closure([...box.packages, ...extra])
    const kept = box.keep ? closure.filter((p) => box.keep.some((pattern) => pattern.test(p))) : closure
    await apt.download(kept, join(work, 'debs'))
    let fault = await unpack(work, box, { standalone })
    if (fault && kept.length < closure.length) {
      await apt.download(closure, join(work, 'debs'))
      fault = await unpack(work, box, { standalone })
    }
    if (fault) throw new Unavailable(fault)
    await rm(join(work, 'debs'), { recursive: true, force: true })
    await writeFile(join(work, 'box.json'), `${JSON.stringify({ machine: await machine(), packages: kept.length })}\n`)
    await rm(join(cache, name), { recursive: true, force: true })
    await rename(work, join(cache, name))
  } catch (err) {
    await rm(work, { recursive: true, force: true })
    throw new Unavailable(`${name} could not be fetched (${reason(err)})${advice(box, ': ', ', or ')}`)
  }
}

function advice(box, before, after) {
  const install = box.install ? `install ${box.install}` : ''
  const retry = after === undefined ? '' : 'try again when the package archive can be reached'
  const words = [install, retry].filter((each) => each !== '').join(after ?? '')
  return words === '' ? '' : `${before}${words}`
}

/** The archive to take a box from. A suite of Debian's serves on Debian only; elsewhere the machine's own is taken. */
async function archiveFor(box, cache) {
  const host = await hostApt(join(cache, '.apt/host'))
  await update(host, cache)
  if (box.from === 'host') return { apt: host, standalone: false }
  const suite = await suiteApt(join(cache, `.apt/${box.from}`), box.from, host)
  return { apt: suite ?? (await hostAptFromNothing(join(cache, '.apt/bare'))), standalone: true }
}

/** Two boxes may be fetched at once, on the same lists. */
async function update(apt, cache) {
  const unlock = await lock(join(cache, '.apt.lock'))
  try {
    await apt.update()
  } finally {
    await unlock()
  }
}

function reason(err) {
  const said = `${err.stderr || err.message}`.split('\n').find((line) => line.trim() !== '') ?? 'no reason given'
  return said.replace(/^[EW]: /, '').replace(/https?:\/\/\S+/g, 'the archive')
}

/** A box is good while the machine's own packages are as they were, or it still runs. */
async function isPresent(dir, box) {
  const stamp = await readFile(join(dir, 'box.json'), 'utf8').catch(() => undefined)
  if (stamp === undefined) return false
  const now = await machine()
  if (JSON.parse(stamp).machine === now) return true
  if (!runsWell(join(dir, 'run'), box)) return false
  await writeFile(join(dir, 'box.json'), `${JSON.stringify({ ...JSON.parse(stamp), machine: now })}\n`)
  return true
}

const machine = async () =>
  stat(STATUS).then(
    (s) => `${process.arch} ${s.mtimeMs}`,
    () => process.arch
  )

function describe(name, dir) {
  return { name, path: join(dir, 'run'), modules: existsSync(join(dir, 'modules')) ? join(dir, 'modules') : undefined }
}

function onPath(programs) {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/bin', '/usr/sbin', '/usr/local/bin']
  for (const program of programs) {
    const folder = folders.find((each) => each && existsSync(join(each, program)))
    if (folder) return join(folder, program)
  }
  return undefined
}

function hostModules(name) {
  const folder = '/usr/lib/baresip/modules'
  return name === 'baresip' && existsSync(folder) ? folder : undefined
}

/** One process at a time: the file holds its pid, and a dead one's file is taken over. */
async function lock(file) {
  for (let tries = 0; tries < 9_000; tries++) {
    try {
      const handle = await open(file, 'wx')
      await handle.writeFile(String(process.pid))
      await handle.close()
      return () => rm(file, { force: true })
    } catch (err) {
      if (err.code !== 'EEXIST') throw err
      if (await isLeftOver(file)) await rm(file, { force: true })
      else await sleep(100)
    }
  }
  throw new Unavailable(`another process holds ${file}: end it, or delete the file`)
}

async function isLeftOver(file) {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''))
  if (!pid) return Date.now() - ((await stat(file).catch(() => undefined))?.mtimeMs ?? 0) > 5_000
  return spawnSync('kill', ['-0', String(pid)]).status !== 0
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const name of process.argv.slice(2)) {
    const result = await fetchBox(name, { say: (line) => process.stderr.write(`${line}\n`) }).catch((err) => {
      if (!(err instanceof Unavailable)) throw err
      process.exitCode = 1
      return { name, missing: err.message }
    })
    process.stdout.write(`${JSON.stringify(result)}\n`)
  }
}
