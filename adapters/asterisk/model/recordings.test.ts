import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import type { TraceEntry } from '../../../contracts/trace.ts'
import { recordingsFolder, replayRecording } from '../replay.ts'
import { replayTrace } from '../replay-trace.ts'

const LAB = { source: 'asterisk:pbx1', endpoint: 'PJSIP/{extension}', trunks: ['PJSIP/trunk'], outboundPrefix: '9' }

/** What the PBXs of tests/pbx/calls said while a row was played that the API then told right, by version. */
for (const version of readdirSync(recordingsFolder()).filter((name) => /^\d+$/.test(name))) {
  const folder = join(recordingsFolder(), version)
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ami.gz'))) {
    const name = file.slice(0, -'.ami.gz'.length)
    t.test(`Asterisk ${version}, ${name}: told as it was when the phones were there to compare`, async (t) => {
      const { outputs, last, model } = replayRecording(gunzipSync(readFileSync(join(folder, file))), LAB)
      const told = JSON.stringify(Object.fromEntries(last), null, 1)
      // A changed model is looked at before it is believed: UPDATE_RECORDINGS=1 writes what it says now.
      if (process.env['UPDATE_RECORDINGS'] === '1') writeFileSync(join(folder, `${name}.json`), `${told}\n`)
      t.strictSame(JSON.parse(told), JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')))
      t.equal(model.channels.size + model.bridges.size + model.calls.size, 0, 'nothing stays behind')
      const merged = new Set([...last.values()].flatMap((snapshot) => snapshot.merged))
      for (const subject of last.keys()) {
        const ends = outputs.filter((output) => output.subject === subject && output.type === 'call.ended')
        t.equal(ends.length, merged.has(subject) ? 0 : 1, 'a call ends once')
      }
    })
  }
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.traces.gz'))) {
    t.test(`Asterisk ${version}, ${file}: the traces of each call tell the same again`, async (t) => {
      const traces: TraceEntry[][] = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString())
      t.ok(traces.length >= 4, 'of two calls and more, over both links')
      for (const trace of traces) {
        const now = replayTrace(trace).flatMap(({ told }) => told)
        const then = trace.flatMap(({ told }) => told)
        t.strictSame(JSON.parse(JSON.stringify(now)), then)
        t.ok(then.some(({ type }) => type === 'call.ended'))
      }
    })
  }
}
