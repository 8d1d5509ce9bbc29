import t from 'tap'
import { callEvent } from '../../tests/call-events.ts'
import type { Output } from './model/entities.ts'
import { createOutbox } from './outbox.ts'
import { testContext } from './test-context.ts'

const output = (version: number, type: Output['type'], id = '1700000000.1', merged: string[] = []): Output => {
  const { subject, data } = callEvent(id, version, { merged })
  return { type, subject, at: 1_700_000_000_000_000 + version, snapshot: data }
}

/** An outbox whose moments are over when the test says so. */
function handTimed() {
  const { context, events } = testContext(1)
  const moments = new Set<() => void>()
  const clock = {
    now: () => 0,
    after(_delayMs: number, callback: () => void) {
      moments.add(callback)
      return () => moments.delete(callback)
    }
  }
  const outbox = createOutbox(
    { ...context, clock },
    () => undefined,
    () => undefined
  )
  return {
    outbox,
    told: () => events.map(({ type, data }) => `${type} ${data.version}`),
    settled: () => new Promise<void>((resolve) => setImmediate(resolve)),
    momentsEnd() {
      for (const end of [...moments]) end()
    },
    waiting: () => moments.size
  }
}

t.test('an update that is overtaken within its moment is not told by itself', async (t) => {
  const { outbox, told, settled, momentsEnd } = handTimed()
  outbox.push([output(1, 'call.connected'), output(2, 'call.updated')])
  outbox.push([output(3, 'call.ended')])
  momentsEnd()
  await settled()
  t.strictSame(told(), ['call.connected 1', 'call.ended 3'])
})

t.test('an update that nothing overtakes is told when its moment is over, the newest only', async (t) => {
  const { outbox, told, settled, momentsEnd } = handTimed()
  outbox.push([output(1, 'call.updated')])
  outbox.push([output(2, 'call.updated')])
  await settled()
  t.strictSame(told(), [])
  momentsEnd()
  await settled()
  t.strictSame(told(), ['call.updated 2'])
  outbox.push([output(3, 'call.ended')])
  await settled()
  t.strictSame(told(), ['call.updated 2', 'call.ended 3'])
})

t.test('an update of a call is not overtaken by another call, unless that one has taken it in', async (t) => {
  const outboxes = [handTimed(), handTimed()] as const
  const taken = output(1, 'call.updated')
  for (const { outbox } of outboxes) outbox.push([taken])
  outboxes[0].outbox.push([output(2, 'call.connected', '1700000000.9')])
  outboxes[1].outbox.push([output(2, 'call.merged', '1700000000.9', [taken.subject])])
  t.strictSame(
    outboxes.map(({ waiting }) => waiting()),
    [1, 0]
  )
  for (const { momentsEnd } of outboxes) momentsEnd()
  await outboxes[0].settled()
  t.strictSame(
    outboxes.map(({ told }) => told()),
    [['call.connected 2', 'call.updated 1'], ['call.merged 2']]
  )
})

t.test('what waits when the outbox is closed is told, and nothing after it', async (t) => {
  const { outbox, told, waiting } = handTimed()
  outbox.push([output(1, 'call.updated')])
  t.equal(waiting(), 1)
  await outbox.close()
  outbox.push([output(2, 'call.ended')])
  t.strictSame(told(), ['call.updated 1'])
  t.equal(waiting(), 0)
})
