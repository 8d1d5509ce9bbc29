import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const NOT_NEEDED = [
  './usr/share/doc',
  './usr/share/man',
  './usr/share/locale',
  './usr/share/lintian',
  './usr/share/perl',
  './usr/lib/systemd',
  './lib/systemd',
  './etc/init.d',
  '*/gconv/*'
]

/**
 * Lays the packages of `dir`/debs out under `dir`/root, with a launcher `dir`/run that works wherever the folder is.
 * Answers what is wrong with the result, or undefined.
 */
export async function unpack(dir, box, { standalone }) {
  const root = join(dir, 'root')
  await rm(root, { recursive: true, force: true })
  for (const each of ['lib', 'lib64', 'bin', 'sbin']) {
    await mkdir(join(root, 'usr', each), { recursive: true })
    await symlink(`usr/${each}`, join(root, each)) // merged /usr
  }
  for (const deb of (await readdir(join(dir, 'debs'))).sort()) await unpackOne(join(dir, 'debs', deb), root)
  await writeFile(join(dir, 'run'), launcher(root, box, { standalone }))
  await chmod(join(dir, 'run'), 0o755)
  if (standalone) {
    const missing = foreignLibraries(root, join(root, box.program))
    if (missing) return `it lacks ${missing}`
  }
  await linkModules(dir, root, box, { standalone })
  return faultOf(join(dir, 'run'), box)
}

async function unpackOne(deb, root) {
  const exclude = NOT_NEEDED.map((each) => `--exclude=${each}`)
  const tar = ['tar', '-x', '-C', root, '--keep-directory-symlink', '--no-same-owner', ...exclude]
  const line = 'deb=$1; shift; set -o pipefail; dpkg-deb --fsys-tarfile "$deb" | "$@"'
  await run('bash', ['-c', line, 'unpack', deb, ...tar], { timeout: 300_000 })
}

/** True when the launcher answers as the program does when it is well. */
export const runsWell = (file, box) => faultOf(file, box) === undefined

function faultOf(file, box) {
  const { status, stderr } = spawnSync(file, box.version, { encoding: 'utf8', timeout: 30_000 })
  if (status === (box.exits ?? 0)) return undefined
  const said = stderr
    ?.trim()
    .split('\n')
    .pop()
    ?.replace(/^\S*\//, '')
  return `it does not run here${said ? `: ${said}` : ''}`
}

/** Some packages keep libraries in a folder of their own (nss, pulseaudio) and look for it by its installed path. */
function libraryFolders(root) {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const shared = join(root, 'usr/lib', triplet)
  if (!existsSync(shared)) return [join(root, 'usr/lib')]
  const own = readdirSync(shared, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(shared, name))
    .filter((folder) => readdirSync(folder).some((name) => /^lib.*[.]so/.test(name)))
  return [shared, ...own.sort(), join(root, 'usr/lib')]
}

function loaderOf(root) {
  const names = ['lib64/ld-linux-x86-64.so.2', 'lib/ld-linux-aarch64.so.1', 'lib/x86_64-linux-gnu/ld-linux-x86-64.so.2']
  return names.map((name) => join(root, name)).find((file) => existsSync(file))
}

/** Paths are found from the launcher's own place, so the checkout may be moved. */
function launcher(root, box, { standalone }) {
  const under = (path) => `$R/${relative(root, path)}`
  const libraries = libraryFolders(root)
    .filter((folder) => existsSync(folder))
    .map(under)
    .join(':')
  const lines = ['#!/bin/sh', 'R=$(dirname "$(readlink -f "$0")")/root']
  if (standalone) {
    const loader = loaderOf(root)
    if (!loader) return '#!/bin/sh\nexit 127\n'
    // --argv0 (glibc 2.33 and later) lets a program that runs itself again find the launcher
    const knows = spawnSync(loader, ['--help'], { encoding: 'utf8' }).stdout?.includes('--argv0')
    const argv0 = knows ? ' --argv0 "$0"' : ''
    lines.push(`exec "${under(loader)}"${argv0} --library-path "${libraries}" "$R/${box.program}" "$@"`)
  } else {
    lines.push(`export LD_LIBRARY_PATH="${libraries}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`)
    if (existsSync(join(root, 'usr/share/fonts'))) lines.push(...fontLines())
    lines.push(`exec "$R/${box.program}" "$@"`)
  }
  return `${lines.join('\n')}\n`
}

/** The box's fonts beside the machine's own, of which there may be none. The first cache is written to: not /var/cache. */
function fontLines() {
  const conf = [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    '<cachedir>%s/fonts</cachedir>',
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    '<dir>%s/usr/share/fonts</dir></fontconfig>'
  ].join('')
  return [
    'F=$(dirname "$R")/fonts.conf',
    `grep -qs ">$R/fonts<" "$F" || printf '${conf}' "$R" "$R" >"$F"`,
    'export FONTCONFIG_FILE="$F"'
  ]
}

/** The first library that `file` lacks or would take from the machine instead of the box; undefined when all is in. */
function foreignLibraries(root, file) {
  const loader = loaderOf(root)
  if (!loader) return 'a loader'
  const args = ['--library-path', libraryFolders(root).join(':'), '--list', file]
  const { status, stdout } = spawnSync(loader, args, { encoding: 'utf8' })
  if (status !== 0) return (stdout || 'a library').trim().split('\n').pop()
  const real = realpathSync(root)
  const foreign = stdout.split('\n').find((line) => {
    const path = /(?:=> |^\s*)(\/\S+)/.exec(line)?.[1]
    return path !== undefined && !path.startsWith(real) && !path.startsWith(root) && !/ld-linux/.test(path)
  })
  return foreign?.trim()
}

/** Modules whose libraries were left out are moved aside, so that all of the rest may be loaded. */
async function linkModules(dir, root, box, { standalone }) {
  const names = ['asterisk/modules', 'baresip/modules']
  const found = libraryFolders(root).flatMap((folder) => names.map((name) => join(folder, name)))
  const modules = found.find((folder) => existsSync(folder))
  if (!modules) return
  await link(dir, modules, 'modules')
  if (!box.modules) return
  const data = join(root, 'usr/share/asterisk')
  await link(dir, data, 'data')
  if (!existsSync(join(data, 'sounds/en'))) await symlink('en_US_f_Allison', join(data, 'sounds/en')) // postinst's work
  if (!standalone) return
  await mkdir(`${modules}.off`, { recursive: true })
  for (const file of await readdir(modules)) {
    if (!file.endsWith('.so') || foreignLibraries(root, join(modules, file)) === undefined) continue
    await rename(join(modules, file), join(`${modules}.off`, file))
  }
}

async function link(dir, target, name) {
  await rm(join(dir, name), { force: true })
  await symlink(relative(dir, target), join(dir, name))
}
