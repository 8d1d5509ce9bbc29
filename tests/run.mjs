// node tests/run.mjs FILE …    the given test files, each in a process of its own, in an order that keeps the machine busy
import { relative } from 'node:path'
import { run } from 'node:test'
import report from './reporter.mjs'

const AT_ONCE = 4
const FILE_MS = 600_000

/** Those with real phones wait for rings and talks most of their time, those with a browser want the processor. */
const kindOf = (file) => /^dist\/tests\/(pbx|browser)\//.exec(relative(process.cwd(), file))?.[1] ?? 'rest'

/** Spreads the files of every kind evenly over the run; real calls are the longest, and end before the last do. */
function mixed(files) {
  const placed = ['pbx', 'browser', 'rest'].flatMap((kind) => {
    const own = files.filter((file) => kindOf(file) === kind)
    return own.map((file, n) => ({ file, at: (n / own.length) * (kind === 'pbx' ? 0.85 : 1) }))
  })
  return placed.sort((a, b) => a.at - b.at).map(({ file }) => file)
}

const stream = run({ files: mixed(process.argv.slice(2).sort()), concurrency: AT_ONCE, timeout: FILE_MS })
stream.on('test:fail', () => {
  process.exitCode = 1
})
stream.compose(report).pipe(process.stdout)
