import { launchers, type Version } from '../pbx/asterisk.ts'
import { AS_PROMISED } from '../pbx/calls/expected.ts'
import { playRow, type Row } from '../pbx/calls/row.ts'
import { openStage } from '../pbx/calls/stage.ts'
import { ENDPOINTS, TABLES } from '../pbx/calls/tables.ts'

/** Tables that are played at the same time on each Asterisk: calls mostly wait. */
const AT_ONCE = 2

/** The score: how many rows of tests/pbx/calls are told right, on each Asterisk. Ends with 1 when one is wrong. */
async function score(version: Version): Promise<{ right: number; of: number }> {
  let [right, of] = [0, 0]
  const left = Object.entries(TABLES)
  const playOn = async (): Promise<void> => {
    for (let table = left.shift(); table !== undefined; table = left.shift()) {
      for (const differences of await playTable(version, ...table)) {
        of += 1
        if (differences.length === 0) right += 1
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, playOn))
  return { right, of }
}

async function playTable(version: Version, table: string, rows: readonly Row[]): Promise<string[][]> {
  const ends: (() => unknown)[] = []
  try {
    const stage = await openStage({ teardown: (end) => void ends.unshift(end) }, version, ENDPOINTS[table])
    const results: string[][] = []
    for (const row of rows) {
      const differences = await playRow(stage, row, AS_PROMISED)
      results.push(differences)
      if (differences.length > 0) console.log(`${version} ${table}: ${row.name}\n    ${differences.join('\n    ')}`)
    }
    return results
  } finally {
    for (const end of ends) await end()
  }
}

const there = (Object.keys(launchers) as Version[]).filter((version) => launchers[version] !== undefined)
const scores = await Promise.all(there.map(score))
for (const [place, { right, of }] of scores.entries())
  console.log(`Asterisk ${there[place]}: ${right} of ${of} rows right`)
if (there.length < 2) console.log('only one of the two Asterisks is here: see the first lines above')
process.exit(scores.every(({ right, of }) => right === of) ? 0 : 1)
