import type { Test } from 'tap'
import { launchers, type Version } from '../asterisk.ts'
import { keepFailed, keepRecording } from './recorder.ts'
import { playRow, type Row } from './row.ts'
import { openStage } from './stage.ts'

const missing = (version: Version): string => `no Asterisk ${version} here: see the first lines of \`npm test\``

/** While a row is being written: PBX_ROWS names those to play (a regular expression of their ids). */
const WANTED = new RegExp(process.env['PBX_ROWS'] ?? '')

/** Plays every row of one table or several on each Asterisk, the two at the same time: a PBX, its phones and a hub do for all. */
export function playRows(t: Test, table: string, rows: readonly Row[], endpoint?: string): void {
  t.jobs = 2
  for (const version of Object.keys(launchers) as Version[]) {
    const skip = launchers[version] ? false : missing(version)
    void t.test(`${table}, on Asterisk ${version}`, { skip, buffered: true }, async (t) => {
      const stage = await openStage(t, version, endpoint)
      for (const row of rows.filter(({ id }) => WANTED.test(id))) {
        const since = new Date().toISOString()
        const differences = await playRow(stage, row)
        t.same(differences, [], row.name)
        if (differences.length === 0) await keepRecording(stage, row, since)
        else t.comment(await keepFailed(stage, row))
      }
    })
  }
}
