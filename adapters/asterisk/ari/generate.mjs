// npm run generate:ari -- FOLDER FOLDER …
// Each folder holds one Asterisk version's own description of ARI: what it installs under share/asterisk/rest-api and
// serves at /ari/api-docs. Writes operations.ts (requests), objects.ts (what they answer) and events.ts: of what is listed here, the
// part that all these versions understand.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OPERATIONS = {
  asterisk: ['getInfo', 'ping'],
  applications: ['get', 'subscribe', 'filter'],
  channels: [
    ...[
      'list',
      'get',
      'create',
      'dial',
      'hangup',
      'continueInDialplan',
      'answer',
      'ring',
      'ringStop',
      'hold',
      'unhold'
    ],
    ...['mute', 'unmute', 'startMoh', 'stopMoh', 'playWithId', 'record', 'setChannelVar']
  ],
  bridges: ['list', 'get', 'createWithId', 'destroy', 'addChannel', 'removeChannel', 'playWithId', 'record'],
  playbacks: ['get', 'stop', 'control'],
  recordings: ['listStored', 'getStored', 'getLive', 'stop', 'cancel', 'pause', 'unpause', 'mute', 'unmute'],
  endpoints: ['list', 'listByTech', 'get']
}
const EVENTS = [
  ...['StasisStart', 'StasisEnd', 'ChannelStateChange', 'ChannelDestroyed', 'ChannelHangupRequest', 'Dial'],
  ...['ChannelEnteredBridge', 'ChannelLeftBridge', 'BridgeDestroyed', 'PlaybackFinished'],
  ...['RecordingStarted', 'RecordingFinished', 'RecordingFailed', 'ApplicationReplaced']
]
const TYPES = { Date: 'string', int: 'number', long: 'number', double: 'number', containers: 'Record<string, string>' }

const folders = process.argv.slice(2)
if (folders.length === 0) {
  process.stderr.write('name the rest-api folders of the Asterisk versions to support\n')
  process.exit(1)
}
const versions = folders.map((folder) => (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')))
const used = new Set()

const inAll = (lists) => lists[0].filter(({ name }) => lists.every((list) => list.some((one) => one.name === name)))
const quote = (text) => `'${text}'`

function typeOf(name, allowed, several = false) {
  const list = /^List\[(.+)\]$/.exec(name)
  if (list) return `readonly ${typeOf(list[1])}[]`
  const known = TYPES[name] ?? { object: 'Readonly<Record<string, unknown>>', void: 'void' }[name]
  const plain = /^(string|number|boolean)$/.test(name)
  if (known === undefined && !plain) used.add(name)
  const type = allowed?.values ? allowed.values.map(quote).join(' | ') : (known ?? name)
  return several ? `readonly (${type})[] | ${type}` : type
}

function property({ name, type, required, allowableValues, allowMultiple, dataType }) {
  const shown = typeOf(dataType ?? type, allowableValues, allowMultiple)
  return `readonly ${name}${required ? '' : '?'}: ${shown}${required ? '' : ' | undefined'}`
}

const comment = (text) => `/** ${text.replace(/\s+/g, ' ').trim()} */`

function operation(resource, nickname) {
  const found = versions.map((read) => {
    for (const { path, operations } of read(resource).apis)
      for (const one of operations) if (one.nickname === nickname) return { ...one, path }
    throw new Error(`${resource}.${nickname} is not in every version`)
  })
  const { path, httpMethod, responseClass, summary } = found[0]
  const parameters = inAll(found.map((one) => one.parameters ?? []))
  const inPath = parameters.filter(({ paramType }) => paramType === 'path')
  const inQuery = parameters.filter(({ paramType }) => paramType === 'query')
  const body = parameters.find(({ paramType }) => paramType === 'body')
  const segments = path
    .split('/')
    .filter(Boolean)
    .map((part) => (part.startsWith('{') ? part.slice(1, -1) : quote(part)))
  const args = inPath.map(({ name }) => `${name}: string`)
  const call = [quote(httpMethod), `[${segments.join(', ')}]`]
  if (inQuery.length > 0) {
    const type = `{ ${inQuery.map(property).join('; ')} }`
    args.push(`query: ${type}${inQuery.some(({ required }) => required) ? '' : ' = {}'}`)
    call.push('query')
  }
  if (body !== undefined) {
    args.push(`${body.name}${body.required ? '' : '?'}: ${typeOf(body.dataType)}`)
    if (inQuery.length === 0) call.push('{}')
    call.push(body.dataType === 'containers' ? `{ ${body.name} }` : body.name)
  }
  const answer = typeOf(responseClass)
  return `${comment(summary)}\n${nickname}: (${args.join(', ')}) => call<${answer}>(${call.join(', ')})`
}

function model(name, resources, parents = '') {
  const found = versions.map((read) => resources.map((each) => read(each).models?.[name]).find(Boolean))
  const lists = found.map(({ properties }) => Object.entries(properties).map(([key, one]) => ({ name: key, ...one })))
  const properties = inAll(lists).map((one) => {
    const required = lists.every((list) => list.find((other) => other.name === one.name)?.required)
    return property({ ...one, required })
  })
  return `interface ${name}${parents} {\n${properties.join('\n')}\n}`
}

const resources = Object.keys(OPERATIONS)
const groups = resources.map((resource) => {
  const list = OPERATIONS[resource].map((nickname) => operation(resource, nickname))
  return `${resource}: {\n${list.join(',\n')}\n}`
})
const events = EVENTS.map((name) =>
  model(name, ['events'], ' extends AriEventBase').replace('{\n', `{\nreadonly type: ${quote(name)}\n`)
)
const models = new Map()
for (const name of used) models.set(name, model(name, resources)) // more are found on the way
const isNamed = (name, texts) => texts.some((text) => new RegExp(`\\b${name}\\b`).test(text))
const namedIn = (texts) => [...models.keys()].filter((name) => isNamed(name, texts)).sort()
const importOf = (texts) => `import type { ${namedIn(texts).join(', ')} } from './objects.ts'`
const objects = [...models].map(([name, text]) => `${isNamed(name, [...groups, ...events]) ? 'export ' : ''}${text}`)

const HEAD = "// Written by generate.mjs from Asterisk's own description of ARI: change that, not this."
const FILES = {
  'operations.ts': `${HEAD}
${importOf(groups)}

/** One request: its path in segments, each still to be encoded. */
export type AriCall = <Answer>(
method: 'GET' | 'POST' | 'PUT' | 'DELETE',
path: readonly string[],
query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
body?: unknown
) => Promise<Answer>

export const operations = (call: AriCall) => ({
${groups.join(',\n')}
})
`,
  'objects.ts': `${HEAD}

${objects.join('\n\n')}
`,
  'events.ts': `${HEAD}
${importOf(events)}

interface AriEventBase {
readonly application: string
readonly timestamp: string
}

${events.join('\n\n')}

export type AriEvent = ${EVENTS.join(' | ')}
`
}
for (const [name, text] of Object.entries(FILES)) {
  const target = fileURLToPath(new URL(name, import.meta.url))
  writeFileSync(target, text)
  execFileSync('npx', ['biome', 'check', '--write', target], { stdio: 'inherit' })
}
