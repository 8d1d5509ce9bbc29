import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'

const TESTS = `import { test } from 'node:test'
import assert from 'node:assert'
test('what holds', () => {})
test('what fails', async (t) => {
  await t.test('a part of it', () => assert.deepEqual({ is: 'this' }, { is: 'that' }))
})
test('what cannot be had here', { skip: 'there is no Asterisk' }, () => {})
`

t.test('a run prints a line a test, and ends with what was skipped and, whole, what failed', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'perezvon-reporter-'))
  t.teardown(() => rm(dir, { recursive: true }))
  await writeFile(join(dir, 'some.test.mjs'), TESTS)
  const reporter = `--test-reporter=${join(process.cwd(), 'tests/reporter.mjs')}`
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
  const { stdout, status } = spawnSync(process.execPath, ['--test', reporter, 'some.test.mjs'], {
    ...{ cwd: dir, env, encoding: 'utf8', timeout: 60_000 }
  })
  t.equal(status, 1)
  t.match(stdout, /^ok +[\d.]+ s {2}what holds$/m)
  t.match(stdout, /^NOT OK +[\d.]+ s {2}what fails$/m)
  t.match(stdout, /Skipped:\nwhat cannot be had here: there is no Asterisk \(some\.test\.mjs\)\n/)
  const end = stdout.slice(stdout.indexOf('FAILED:'))
  t.match(end, /^FAILED:\n\n✗ what fails \(some\.test\.mjs\)\n {2}a part of it\n/)
  t.match(end, /'that'/, 'with what it was to be')
  t.notMatch(end, /what holds/)
})
