import pino from 'pino'
import t from 'tap'
import { HubError } from '../../contracts/errors.ts'
import type { Session } from '../../contracts/rest.ts'
import { anna } from './calls.fixture.ts'
import type { Credential } from './crm.ts'
import { createSessions } from './sessions.ts'

const credential: Credential = { kind: 'cookie', value: 'secret' }
const agent: Session = { user: anna, role: 'agent', expiresAt: null }

/** Sessions in front of a core whose answer, and a clock whose time, the test sets. */
function setUp() {
  const core: { answer: Session | HubError; asked: number; nowMs: number } = { answer: agent, asked: 0, nowMs: 0 }
  const changes: (Session | null)[] = []
  const sessions = createSessions({
    crm: {
      session: async () => {
        core.asked += 1
        if (core.answer instanceof HubError) throw core.answer
        return core.answer
      }
    },
    log: pino({ level: 'silent' }),
    now: () => core.nowMs,
    onChange: (_key, session) => changes.push(session)
  })
  return { core, changes, sessions }
}
const refused = new HubError('not-signed-in', 'no')
const away = new HubError('unavailable', 'away')

t.test('a session in use is asked for again every minute, once for all its sockets', async (t) => {
  const { core, changes, sessions } = setUp()
  const { key } = await sessions.open(credential)
  await sessions.open(credential)
  t.ok(sessions.hold(key) && sessions.hold(key))
  core.nowMs = 59_999
  await sessions.sweep()
  t.equal(core.asked, 2)
  core.nowMs = 60_000
  await sessions.sweep()
  t.equal(core.asked, 3)
  t.same(changes, [])
})

t.test('of hundreds that came at once, or were due in an outage, a few are asked for each second', async (t) => {
  const { core, sessions } = setUp()
  for (let n = 0; n < 300; n++) sessions.hold((await sessions.open({ kind: 'cookie', value: `secret ${n}` })).key)
  const sweepEachSecond = async (from: number, to: number): Promise<{ all: number; most: number }> => {
    let [all, most] = [0, 0]
    for (let second = from; second <= to; second++) {
      const before = core.asked
      core.nowMs = second * 1_000
      await sessions.sweep()
      all += core.asked - before
      most = Math.max(most, core.asked - before)
    }
    return { all, most }
  }
  const first = await sweepEachSecond(1, 60)
  t.equal(first.all, 300, 'each within a minute')
  const second = await sweepEachSecond(61, 180)
  t.ok(Math.max(first.most, second.most) <= 15 && second.all <= 600, JSON.stringify([first, second]))
  core.answer = away
  t.ok((await sweepEachSecond(181, 300)).most <= 15, 'nor while the core is away')
  core.answer = agent
  t.same(await sweepEachSecond(301, 320), { all: 300, most: 15 }, 'all within seconds when it is back')
})

t.test('a session that is over, or has another role, is told', async (t) => {
  const { core, changes, sessions } = setUp()
  const { key } = await sessions.open(credential)
  sessions.hold(key)
  core.nowMs = 60_000
  core.answer = { ...agent, role: 'supervisor' }
  await sessions.sweep()
  core.nowMs = 120_000
  core.answer = refused
  await sessions.sweep()
  t.match(changes, [{ role: 'supervisor' }, null])
  t.equal(sessions.hold(key), false)
})

t.test('while the core is away a session goes on, and may come back for ten minutes', async (t) => {
  const { core, changes, sessions } = setUp()
  const { key } = await sessions.open(credential)
  sessions.hold(key)
  core.answer = away
  core.nowMs = 60_000
  await sessions.sweep()
  t.same(changes, [])
  t.same((await sessions.open(credential)).session, agent)
  core.nowMs = 600_000
  await t.rejects(sessions.open(credential), away)
})

t.test('a changed user is asked for at once; who has no socket is forgotten', async (t) => {
  const { core, changes, sessions } = setUp()
  const { key } = await sessions.open(credential)
  sessions.hold(key)
  core.answer = refused
  await sessions.suspect(anna.id)
  t.same(changes, [null])
  core.answer = agent
  const idle = await sessions.open({ kind: 'bearer', value: 'other' })
  await sessions.suspect(anna.id)
  t.equal(sessions.hold(idle.key), false)
})
