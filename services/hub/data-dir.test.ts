import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { takeDataDir } from './data-dir.ts'
import { endLeftOver, identify, writeIdentity } from './process-identity.ts'
import { keepSecrets } from './secrets.ts'

async function folder(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'perezvon-data-'))
  t.teardown(() => rm(dir, { recursive: true, force: true }))
  return dir
}

t.test('a data folder has one hub at a time, and the second is told where the first is', async (t) => {
  const dir = await folder(t)
  const first = await takeDataDir(dir)
  first.announce('http://127.0.0.1:8080')
  await t.rejects(takeDataDir(dir), /already running on .* at http:\/\/127\.0\.0\.1:8080 \(process \d+\)/)
  first.release()
  await t.resolves(takeDataDir(dir))
})

t.test('the mark of a hub that was killed does not hold the folder, whoever has its pid now', async (t) => {
  const dir = await folder(t)
  await writeFile(join(dir, 'hub.pid'), JSON.stringify({ pid: process.pid, born: 'at another time' }))
  await t.resolves(takeDataDir(dir))
  await writeFile(join(dir, 'hub.pid'), '{"pid":')
  await t.resolves(takeDataDir(dir))
})

t.test('a left-over server is ended; a stranger with its pid is left alone', async (t) => {
  const dir = await folder(t)
  const server = spawn('sleep', ['60'])
  t.teardown(() => server.kill('SIGKILL'))
  const file = join(dir, 'server.pid')
  await writeFile(file, JSON.stringify({ pid: server.pid, born: 'at another time' }))
  t.equal(await endLeftOver(file, 'SIGTERM', 1_000), false)
  t.ok(identify(server.pid ?? 0), 'the stranger lives')
  writeIdentity(file, server.pid ?? 0)
  const gone = once(server, 'exit')
  t.equal(await endLeftOver(file, 'SIGTERM', 5_000), true)
  await gone
})

t.test('secrets are made up once, for their owner only; what the environment names is not kept', async (t) => {
  const dir = await folder(t)
  const nothing = { adminLogin: undefined, adminPassword: undefined, apiKey: undefined }
  const first = await keepSecrets(dir, nothing)
  const second = await keepSecrets(dir, nothing)
  t.equal(first.isNew, true)
  t.equal(second.isNew, false)
  t.same(second.secrets, first.secrets)
  t.equal((await stat(join(dir, 'secrets.json'))).mode & 0o777, 0o600)
  const other = await folder(t)
  const given = await keepSecrets(other, { adminLogin: 'boss', adminPassword: 'long enough', apiKey: 'key of my own' })
  t.equal(given.secrets.adminPassword, undefined)
  t.equal(given.secrets.apiKey, undefined)
})
