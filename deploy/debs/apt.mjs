import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const FRESH_MS = 24 * 3_600_000
const KEYRINGS = ['/usr/share/keyrings/debian-archive-keyring.pgp', '/usr/share/keyrings/debian-archive-keyring.gpg']

/** Something that cannot be had. The message is for a person. */
export class Unavailable extends Error {}

/**
 * An apt of our own beside the machine's: its lists and caches lie under `dir`, it takes no lock, runs no hook and
 * installs nothing, so it needs no root and leaves the system alone. Signatures are checked as ever.
 */
export async function hostApt(dir) {
  const conf = await writeConf(dir, [
    'Dir::Etc::parts "/dev/null";', // the machine's hooks (docker-clean, command-not-found) are not for us
    'Dir::Etc::main "/dev/null";',
    'Dir::State::status "/var/lib/dpkg/status";'
  ])
  return aptWith(conf, dir)
}

/** The same for one suite of the Debian archive that this machine's own sources name, resolved against nothing. */
export async function suiteApt(dir, suite, host) {
  const keyring = KEYRINGS.find((file) => existsSync(file))
  const mirror = await debianMirror(host)
  if (!mirror || !keyring) return undefined
  await mkdir(join(dir, 'etc/preferences.d'), { recursive: true })
  await mkdir(join(dir, 'etc/trusted.gpg.d'), { recursive: true })
  await writeFile(join(dir, 'etc/sources.list'), `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`)
  await writeFile(join(dir, 'status'), '')
  const conf = await writeConf(dir, [
    'Dir::Etc::parts "/dev/null";',
    'Dir::Etc::main "/dev/null";',
    `Dir::Etc::sourcelist "${dir}/etc/sources.list";`,
    'Dir::Etc::sourceparts "/dev/null";',
    'Dir::Etc::preferences "/dev/null";',
    `Dir::Etc::preferencesparts "${dir}/etc/preferences.d";`,
    `Dir::Etc::trustedparts "${dir}/etc/trusted.gpg.d";`,
    `Dir::State::status "${dir}/status";`,
    // A moving suite may be copied later than its Valid-Until says: the signature counts, its age does not.
    'Acquire::Check-Valid-Until "false";'
  ])
  return aptWith(conf, dir)
}

/** As `hostApt`, but resolved against nothing: what comes out runs without the machine's libraries. */
export async function hostAptFromNothing(dir) {
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'status'), '')
  const conf = await writeConf(dir, [
    'Dir::Etc::parts "/dev/null";',
    'Dir::Etc::main "/dev/null";',
    `Dir::State::status "${dir}/status";`
  ])
  return aptWith(conf, dir)
}

async function writeConf(dir, lines) {
  await mkdir(join(dir, 'state/lists/partial'), { recursive: true })
  await mkdir(join(dir, 'cache/archives/partial'), { recursive: true })
  const file = join(dir, 'apt.conf')
  const common = [
    `Dir::State "${dir}/state";`,
    `Dir::State::lists "${dir}/state/lists";`,
    `Dir::Cache "${dir}/cache";`,
    `Dir::Cache::archives "${dir}/cache/archives";`,
    'APT::Sandbox::User "root";', // _apt may not be able to reach the checkout
    'APT::Install-Recommends "false";',
    'Debug::NoLocking "true";',
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
    'Acquire::http::Timeout "20";',
    'Acquire::https::Timeout "20";',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";',
    'Acquire::IndexTargets::deb::CNF::DefaultEnabled "false";'
  ]
  const text = `${[...common, ...(await proxySettings()), ...lines].join('\n')}\n`
  await writeFile(`${file}.${process.pid}`, text)
  await rename(`${file}.${process.pid}`, file) // another process may be reading it
  return file
}

/** How this machine's apt reaches its archives. */
async function proxySettings() {
  const { stdout } = await run('apt-config', ['dump'], { env: plainEnv() })
  return stdout.split('\n').filter((line) => /^Acquire::https?::(?!Timeout).*"[^"]+";$/.test(line))
}

function aptWith(conf, dir) {
  const env = { ...plainEnv(), APT_CONFIG: conf }
  const apt = (program, args, options = {}) => run(program, args, { env, maxBuffer: 64 << 20, ...options })
  return {
    /** Brings the lists up to date, at most once a day. A source that fails spoils only itself, and is tried again. */
    async update({ force = false } = {}) {
      const stamp = join(dir, 'updated')
      const age = await stat(stamp).then(
        (s) => Date.now() - s.mtimeMs,
        () => Number.POSITIVE_INFINITY
      )
      if (age < FRESH_MS && !force) return
      const updating = apt('apt-get', ['-qq', '-o', 'APT::Update::Error-Mode=any', 'update'], { timeout: 180_000 })
      const isWhole = await updating.then(
        () => true,
        (err) => {
          if (err.killed) throw new Unavailable('the package archive did not answer within three minutes')
          return false
        }
      )
      if (isWhole) await writeFile(stamp, '')
    },
    async hasPackage(name) {
      const { stdout } = await apt('apt-cache', ['policy', name])
      return /Candidate: [0-9]/.test(stdout)
    },
    /** The names of the packages that `names` need and that are not there yet, themselves included. */
    async closure(names) {
      const { stdout } = await apt('apt-get', ['-qq', '-y', '--print-uris', 'install', ...names])
      const missing = [...stdout.matchAll(/^'[^']*' ([^_ ]+)_/gm)].map((m) => m[1])
      return [...new Set([...names, ...missing])].sort()
    },
    async download(names, cwd) {
      await apt('apt-get', ['-qq', 'download', ...names], { cwd, timeout: 900_000 })
    },
    async debianArchives() {
      const { stdout } = await apt('apt-get', ['indextargets', '--format', '$(ORIGIN) $(SUITE) $(REPO_URI)'])
      return [...stdout.matchAll(/^Debian (\S+) (\S+)$/gm)].map(([, suite, uri]) => ({ suite, uri }))
    }
  }
}

async function debianMirror(host) {
  const archives = await host.debianArchives()
  return archives.find(({ suite }) => !/security|debug|backports/.test(suite))?.uri
}

function plainEnv() {
  const { APT_CONFIG: _, ...env } = process.env
  return { ...env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
}
