// What `npm test` prints: a line for each test as it ends, and, last of all, whole, what was skipped and what
// failed: the end of the output alone tells what is wrong.
import { relative } from 'node:path'
import { inspect, stripVTControlCharacters } from 'node:util'

const SLOWEST = 10
const LONGEST_CAUSE = 8_000
const short = (file) => (file ? relative(process.cwd(), file) : '?')
const seconds = (ms) => `${(ms / 1_000).toFixed(1).padStart(6)} s`

/** Gets the events of `node --test`. An assertion is a test within a test there: only the outermost are lines. */
export default async function* report(source) {
  const took = new Map()
  let within = [] // a file's events come together, and a test's own before it
  const summary = []
  const skipped = []
  const failed = []
  for await (const { type, data } of source) {
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message
    if (type === 'test:diagnostic' && data.nesting === 0) summary.push(data.message)
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.skip !== undefined) skipped.push(`${data.name}: ${data.skip} (${short(data.file)})\n`)
    if (type === 'test:fail') within.push(data)
    if (data.nesting > 0) continue
    const ms = data.details.duration_ms
    took.set(data.file, (took.get(data.file) ?? 0) + ms)
    yield `${type === 'test:pass' ? 'ok    ' : 'NOT OK'} ${seconds(ms)}  ${data.name}\n`
    if (type === 'test:fail') failed.push(told(data, within))
    within = []
  }
  const slow = [...took].sort((a, b) => b[1] - a[1]).slice(0, SLOWEST)
  yield `\nThe slowest files:\n${slow.map(([file, ms]) => `${seconds(ms)}  ${short(file)}\n`).join('')}`
  if (skipped.length > 0) yield `\nSkipped:\n${skipped.join('')}`
  yield `\n${summary.join('\n')}\n`
  if (failed.length > 0) yield `\nFAILED:\n${failed.join('')}`
}

function told({ name, file }, failures) {
  const causes = failures.filter(({ details }) => details.error?.failureType !== 'subtestsFailed').map(cause)
  return `\n✗ ${name} (${short(file)})\n${causes.join('')}`
}

function cause({ name, details: { error } }) {
  const text = stripVTControlCharacters(inspect(error?.cause ?? error, { depth: 8, breakLength: 110 }))
  return `  ${name}\n${text.slice(0, LONGEST_CAUSE).replace(/^/gm, '    ')}\n`
}
