import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { replayRecording } from '../../../adapters/asterisk/replay.ts'
import type { Row } from './row.ts'
import type { Stage } from './stage.ts'

/** How names on the laboratory's PBXs are to be read; the recordings are replayed with it, too. */
const LAB = { source: 'asterisk:pbx1', endpoint: 'PJSIP/{extension}', trunks: ['PJSIP/trunk'], outboundPrefix: '9' }

/**
 * With PBX_RECORD=adapters/asterisk/recordings, what the PBX said during a row that was right is kept there, with what
 * the model makes of it: both are replayed by adapters/asterisk/model/recordings.test.ts.
 */
export async function keepRecording({ version, wires }: Stage, { id, fault }: Row): Promise<void> {
  const folder = process.env['PBX_RECORD']
  if (!folder || fault) return
  const bytes = withoutPaths(wires.steady.recorded())
  const { last } = replayRecording(bytes, LAB)
  await mkdir(join(folder, version), { recursive: true })
  await writeFile(join(folder, version, `${id}.ami.gz`), gzipSync(bytes, { level: 9 }))
  const told = JSON.stringify(Object.fromEntries(last), null, 1)
  await writeFile(join(folder, version, `${id}.json`), `${told}\n`)
}

/** What the PBX said over either link during a row that went wrong, and the hub's log: says where they are kept. */
export async function keepFailed({ version, wires, hub }: Stage, { id }: Row): Promise<string> {
  await mkdir('.cache', { recursive: true })
  const folder = await mkdtemp(join('.cache', `row-${id}-${version}-`)) // outlives the run, unlike its temporary folder
  await writeFile(join(folder, 'steady.ami'), wires.steady.recorded())
  await writeFile(join(folder, 'cut.ami'), wires.cut.recorded())
  await writeFile(join(folder, 'hub.log'), hub.log())
  const health = await hub.api('GET', '/health').catch((err: unknown) => ({ body: String(err) }))
  await writeFile(join(folder, 'health.json'), JSON.stringify(health.body, null, 1))
  return `what the PBX and the hub said is in ${folder}`
}

/** Where a laboratory's PBX keeps its files says nothing to anybody. */
const withoutPaths = (said: Buffer): Buffer =>
  Buffer.from(said.toString('latin1').replace(/\/[^\s:,;]*?\/perezvon-pbx-[A-Za-z0-9]+\//g, '/pbx/'), 'latin1')
