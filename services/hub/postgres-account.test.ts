import t from 'tap'
import { chooseAccount } from './postgres-account.ts'

const root = { uid: 0, gid: 0 }
const choose = (reaches: (command: string) => boolean) =>
  chooseAccount(root, '/bin-folder', '/data-folder', (command) => reaches(command.join(' ')))

t.test('an ordinary user runs PostgreSQL as himself', async (t) => {
  t.same(
    chooseAccount({ uid: 1000, gid: 100 }, '/b', '/d', () => false),
    { prefix: [], uid: 1000, gid: 100 }
  )
})

t.test('root gives up all rights where nothing stands in the way', async (t) => {
  const account = choose(() => true)
  t.equal(account?.uid, 65_534)
  t.notMatch(account?.prefix.join(' '), /caps/)
})

t.test('root keeps the right to read past closed folders where one stands in the way, of either side', async (t) => {
  for (const closed of ['/bin-folder', '/data-folder']) {
    const account = choose((command) => command.includes('caps') || !command.includes(closed))
    t.match(account?.prefix.join(' '), /ambient-caps=\+dac_read_search/)
  }
})

t.test('where capabilities are withheld, a user namespace serves, and the data stays root’s', async (t) => {
  const account = choose((command) => command.includes('unshare'))
  t.equal(account?.uid, 0)
})

t.test('where nothing helps, there is no account', async (t) => {
  t.equal(
    choose(() => false),
    undefined
  )
})
