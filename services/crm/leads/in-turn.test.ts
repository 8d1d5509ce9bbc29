import t from 'tap'
import { createTurns } from './in-turn.ts'

/** Work that is over when it is told to be. */
function work(done: string[], name: string) {
  let end = (): void => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const run = async (): Promise<string> => {
    done.push(`${name} begins`)
    await ended
    done.push(`${name} ends`)
    return name
  }
  return { run, end: () => end() }
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

t.test('what is of one person is done in order, what is of another beside it', async (t) => {
  const inTurn = createTurns()
  const done: string[] = []
  const [first, second, other] = [work(done, 'first'), work(done, 'second'), work(done, 'other')]
  const all = [inTurn(['7916', 'a@b'], first.run), inTurn(['a@b'], second.run), inTurn(['7917'], other.run)]
  await settled()
  t.same(done, ['first begins', 'other begins'])
  second.end()
  other.end()
  first.end()
  t.same(await Promise.all(all), ['first', 'second', 'other'])
  t.ok(done.indexOf('first ends') < done.indexOf('second begins'))
})

t.test('what fails holds nobody up, and says so to its own caller', async (t) => {
  const inTurn = createTurns()
  const failing = inTurn(['a'], () => Promise.reject(new Error('no')))
  const next = inTurn(['a'], async () => 'done')
  await t.rejects(failing, /no/)
  t.equal(await next, 'done')
  t.equal(await inTurn(['a'], async () => 'later'), 'later')
})
