import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { createClient } from 'redis'
import { replayRecording } from '../../../adapters/asterisk/replay.ts'
import type { InteractionTrace, TraceEntry } from '../../../contracts/trace.ts'
import { microsecondsOf } from '../../../services/kit/microseconds.ts'
import { CONTACT_EVENTS } from '../../../services/kit/streams.ts'
import { until } from '../../until.ts'
import type { Row } from './row.ts'
import type { Stage } from './stage.ts'

/** How names on the laboratory's PBXs are to be read; the recordings are replayed with it, too. */
const LAB = { source: 'asterisk:pbx1', endpoint: 'PJSIP/{extension}', trunks: ['PJSIP/trunk'], outboundPrefix: '9' }

/**
 * With PBX_RECORD=adapters/asterisk/recordings, what the PBX said during a row that was right is kept there, with what
 * the model makes of it: both are replayed by adapters/asterisk/model/recordings.test.ts.
 */
export async function keepRecording(stage: Stage, { id, fault }: Row, since: string): Promise<void> {
  const folder = process.env['PBX_RECORD']
  if (!folder) return
  const { version, wires } = stage
  await mkdir(join(folder, version), { recursive: true })
  if (fault) {
    const traces = withoutPaths(Buffer.from(JSON.stringify(await tracesOf(stage, since))))
    return writeFile(join(folder, version, `${id}.traces.gz`), gzipSync(traces, { level: 9 }))
  }
  const bytes = withoutPaths(wires.steady.recorded())
  const { last } = replayRecording(bytes, LAB)
  await writeFile(join(folder, version, `${id}.ami.gz`), gzipSync(bytes, { level: 9 }))
  const told = JSON.stringify(Object.fromEntries(last), null, 1)
  await writeFile(join(folder, version, `${id}.json`), `${told}\n`)
}

/**
 * Where neither link heard everything, what was asked and what was known before is needed beside what was said: the traces of
 * the row's calls over both links have it all, a moment after their ends.
 */
async function tracesOf({ hub }: Stage, since: string): Promise<TraceEntry[][]> {
  const calls = await hub.interactions(`?since=${encodeURIComponent(since)}&limit=50`)
  let traces: TraceEntry[][] = []
  await until(async () => {
    traces = await Promise.all(calls.map(({ id }) => traceOf(hub, id)))
    return traces.every((trace) => trace.some(({ told }) => told.some(({ type }) => type === 'call.ended')))
  }, 60_000)
  return traces
}

async function traceOf(hub: Stage['hub'], id: string): Promise<TraceEntry[]> {
  const { body } = await hub.api<InteractionTrace>('GET', `/interactions/${id}/trace?limit=2000`)
  if (body.nextCursor !== null) throw new Error(`the trace of ${id} is longer than a page`)
  return body.items.map(({ changes: _, at, ...item }) => ({ ...item, at: microsecondsOf(at) }))
}

/** What the PBX said over either link during a row that went wrong, the hub's log, and what became of its events: says where they are kept. */
export async function keepFailed({ version, wires, hub }: Stage, { id }: Row): Promise<string> {
  await mkdir('.cache', { recursive: true })
  const folder = await mkdtemp(join('.cache', `row-${id}-${version}-`)) // outlives the run, unlike its temporary folder
  await writeFile(join(folder, 'steady.ami'), wires.steady.recorded())
  await writeFile(join(folder, 'cut.ami'), wires.cut.recorded())
  await writeFile(join(folder, 'hub.log'), hub.log())
  await writeFile(join(folder, 'postgres.json'), JSON.stringify(await activityOf(hub.databaseUrl), null, 1))
  await writeFile(join(folder, 'events.json'), JSON.stringify(await eventsOf(hub), null, 1))
  const health = await hub.api('GET', '/health').catch((err: unknown) => ({ body: String(err) }))
  await writeFile(join(folder, 'health.json'), JSON.stringify(health.body, null, 1))
  return `what the PBX and the hub said is in ${folder}`
}

/** What the hub's connections to PostgreSQL do, and who waits for whom. */
async function activityOf(url: string): Promise<unknown> {
  const client = new pg.Client(url)
  try {
    await client.connect()
    const { rows } = await client.query(
      `select pid, state, wait_event_type, wait_event, xact_start, state_change, pg_blocking_pids(pid) as waits_for, query
       from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
    )
    return rows
  } catch (err) {
    return String(err)
  } finally {
    await client.end()
  }
}

/** The last events on the stream, which of them wait to be handled, and which version of each subject the core has. */
async function eventsOf({ redis: { url }, databaseUrl }: Stage['hub']): Promise<unknown> {
  const [redis, db] = [createClient({ url }), new pg.Client(databaseUrl)]
  try {
    await Promise.all([redis.connect(), db.connect()])
    const last = (await redis.xRevRange(CONTACT_EVENTS, '+', '-', { COUNT: 60 })) ?? []
    const told = last.map(({ id, message }) => {
      const { type, subject, data } = JSON.parse(message['m'] ?? '{}')
      return [id, type, subject, data?.version, data?.state].join(' ')
    })
    const waiting = await redis.xPendingRange(CONTACT_EVENTS, 'crm', '-', '+', 100)
    const { rows } = await db.query(
      `select s.subject, s.version, i.state from interaction_subject s join interaction i on i.id = s.interaction_id
       order by s.version desc limit 20`
    )
    return { told, waiting, core: rows }
  } catch (err) {
    return String(err)
  } finally {
    if (redis.isOpen) redis.destroy()
    await db.end()
  }
}

/** Where a laboratory's PBX keeps its files says nothing to anybody. */
const withoutPaths = (said: Buffer): Buffer =>
  Buffer.from(said.toString('latin1').replace(/\/[^\s:,;]*?\/perezvon-pbx-[A-Za-z0-9]+\//g, '/pbx/'), 'latin1')
