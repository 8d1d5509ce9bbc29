import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Value } from 'typebox/value'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { HubConfig } from '../../contracts/config.ts'

/** A fault in hub.yaml, with the place where it stands. */
interface ConfigFault {
  readonly line: number
  readonly message: string
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly ConfigFault[]
  constructor(file: string, faults: readonly ConfigFault[]) {
    super(faults.map(({ line, message }) => `${file}:${line}: ${message}`).join('\n'))
    this.faults = faults
  }
}

/** Checks one adapter's own keys; answers the faults as [JSON pointer, message]. */
export type CheckAdapter = (system: string, own: unknown) => readonly (readonly [pointer: string, message: string])[]

/** Reads hub.yaml, whole. Throws a ConfigError that names every fault with its line. */
export async function loadHubConfig(file: string, env: NodeJS.ProcessEnv, check?: CheckAdapter): Promise<HubConfig> {
  return parseHubConfig(await readFile(file, 'utf8'), basename(file), env, check)
}

export function parseHubConfig(text: string, file: string, env: NodeJS.ProcessEnv, check?: CheckAdapter): HubConfig {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  if (doc.errors.length > 0) {
    throw new ConfigError(
      file,
      doc.errors.map((e) => ({ line: lines.linePos(e.pos[0]).line, message: e.message.split('\n')[0] ?? 'not YAML' }))
    )
  }
  const faults: ConfigFault[] = []
  const lineOf = (pointer: string): number => lineAt(doc.contents, pointer, lines)
  const filled = fill(doc.toJS() ?? {}, env, '', (pointer, message) => faults.push({ line: lineOf(pointer), message }))
  const value = Value.Default(HubConfig, filled)
  const report = (pointer: string, message: string): void => {
    faults.push({ line: lineOf(pointer), message: `${dotted(pointer)}: ${message}` })
  }
  for (const { instancePath, message, keyword, params } of Value.Errors(HubConfig, value)) {
    if (keyword === 'boolean') continue
    for (const [pointer, words] of spell(instancePath, message, keyword, params)) report(pointer, words)
  }
  if (faults.length === 0) checkAdapters(value as HubConfig, report, check)
  if (faults.length === 0) checkTimeZone(value as HubConfig, report)
  if (faults.length > 0)
    throw new ConfigError(
      file,
      faults.sort((a, b) => a.line - b.line)
    )
  return value as HubConfig
}

function checkTimeZone({ conversions }: HubConfig, report: (pointer: string, message: string) => void): void {
  if (!conversions) return
  try {
    new Intl.DateTimeFormat('en', { timeZone: conversions.timeZone })
  } catch {
    report('/conversions/timeZone', 'is no time zone, like Europe/Moscow')
  }
}

function checkAdapters(hub: HubConfig, report: (pointer: string, message: string) => void, check?: CheckAdapter): void {
  const names = new Set<string>()
  hub.adapters.forEach((adapter, i) => {
    if (names.has(adapter.name)) report(`/adapters/${i}/name`, `'${adapter.name}' is the name of another adapter, too`)
    names.add(adapter.name)
    for (const [pointer, message] of check?.(adapter.system, ownKeys(adapter)) ?? []) {
      report(`/adapters/${i}${pointer}`, message)
    }
  })
}

/** What belongs to the adapter itself: its entry without the keys that the hub reads. */
export function ownKeys(adapter: HubConfig['adapters'][number]): Record<string, unknown> {
  const { name: _name, system: _system, region: _region, trace: _trace, ...own } = adapter as Record<string, unknown>
  return own
}

/** Says an unknown or a missing key at the key itself, not at the map around it. */
export function spell(
  pointer: string,
  message: string,
  keyword: string,
  params: unknown
): readonly (readonly [pointer: string, message: string])[] {
  const p = params as { additionalProperties?: readonly string[]; requiredProperties?: readonly string[] }
  if (keyword === 'additionalProperties') {
    return (p.additionalProperties ?? []).map((key) => [`${pointer}/${key}`, 'there is no such key'] as const)
  }
  if (keyword === 'required') {
    return (p.requiredProperties ?? []).map((key) => [pointer, `the key '${key}' is missing`] as const)
  }
  return [[pointer, message]]
}

function fill(
  value: unknown,
  env: NodeJS.ProcessEnv,
  at: string,
  fault: (at: string, message: string) => void
): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Z_][A-Z0-9_]*)\}/g, (_, name: string) => {
      const found = env[name]
      if (found === undefined) fault(at, `${dotted(at)}: the environment has no ${name}`)
      return found ?? ''
    })
  }
  if (Array.isArray(value)) return value.map((item, i) => fill(item, env, `${at}/${i}`, fault))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, env, `${at}/${key}`, fault)]))
}

function dotted(pointer: string): string {
  return (
    pointer
      .slice(1)
      .replace(/\/(\d+)/g, '[$1]')
      .replaceAll('/', '.') || 'the file'
  )
}

/** The line of the deepest node on the way to `pointer` that the file has. */
function lineAt(root: Node | null, pointer: string, lines: LineCounter): number {
  let node: unknown = root
  let offset = root?.range?.[0] ?? 0
  for (const step of pointer.split('/').slice(1)) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === step)
      if (!pair) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
      offset = (node as Node | undefined)?.range?.[0] ?? offset
    } else break
  }
  return lines.linePos(offset).line
}
