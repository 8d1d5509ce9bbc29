import t from 'tap'
import { addUser, type Core, signIn, startCore } from '../harness.test.ts'
import { nameKey, suspectsOf } from './finding.ts'

async function add(core: Core, displayName: string, more: object = {}): Promise<string> {
  const { status, body } = await core.ask('POST', '/api/v1/contacts', { displayName, ...more })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.id
}
const phone = (number: string) => ({ phones: [{ number }] })
const email = (address: string) => ({ emails: [{ address }] })

interface Listed {
  readonly id: string
  readonly contacts: readonly { readonly id: string }[]
  readonly evidence: readonly { readonly code: string }[]
  readonly score: number
}
const list = async (core: Core, query = ''): Promise<Listed[]> =>
  (await core.ask('GET', `/api/v1/duplicates?${query}`)).body.items
const pairsOf = (found: readonly Listed[]): string[] =>
  found
    .map(({ contacts }) =>
      contacts
        .map(({ id }) => id)
        .sort()
        .join(' ')
    )
    .sort()
const pair = (...ids: string[]): string => ids.sort().join(' ')
const codesOf = (found: Listed | undefined): string[] => found?.evidence.map(({ code }) => code) ?? []

t.test(
  'contacts with the same number, address, messenger, or name in one company are listed as they arise',
  async (t) => {
    const core = await startCore(t)
    const a = await add(core, 'Анна Петрова', { ...phone('84951234567'), account: 'Рога' })
    const b = await add(core, 'Anna', phone('+7 495 123-45-67'))
    t.match(await list(core), [
      { score: 0.6, evidence: [{ code: 'same-phone', value: '+74951234567', text: /\+74951234567/ }], state: 'open' }
    ])
    const c = await add(core, 'Петрова, Анна', {
      account: 'рога',
      messengers: [{ kind: 'telegram', address: '@Anna' }]
    })
    const d = await add(core, 'Аня', {
      ...email('anna@gmail.com'),
      messengers: [{ kind: 'telegram', address: 'anna' }]
    })
    const e = await add(core, 'Кто-то', email('Anna@Gmail.com'))
    const f = await add(core, 'Пётр Сидоров', email('petr@horns.example'))
    const g = await add(core, 'Сидоров Петр', email('sidorov@horns.example'))
    await add(core, 'Анна Петрова', email('other@gmail.com'))
    await add(core, 'Сидоров Петр', email('sidorov@mail.ru'))
    const expected = [pair(a, b), pair(a, c), pair(c, d), pair(d, e), pair(f, g)].sort()
    t.same(pairsOf(await list(core)), expected, 'a name alone, or a mail provider, is no evidence')
    t.same(codesOf((await list(core, `contact=${g}`))[0]), ['same-name'])
    await core.ask('PATCH', `/api/v1/contacts/${b}`, email('anna@gmail.com'))
    t.same(pairsOf(await list(core)), [...expected, pair(b, d), pair(b, e)].sort())
    await core.ask('PATCH', `/api/v1/contacts/${b}`, { emails: [], phones: [] })
    t.same(
      pairsOf(await list(core)),
      expected.slice().filter((each) => each !== pair(a, b)),
      'what is gone is no evidence'
    )
  }
)

t.test('the number of a switchboard, of a company, or an extension makes nobody a duplicate', async (t) => {
  const core = await startCore(t)
  for (let n = 0; n < 11; n++) await add(core, `Person ${n}`, phone('84951234567'))
  t.same(await list(core, `contact=${await add(core, 'One more', phone('84951234567'))}`), [])
  await core.ask('POST', '/api/v1/accounts', { name: 'Рога', phones: [{ number: '84957654321' }] })
  const ids = [await add(core, 'A', phone('84957654321')), await add(core, 'B', phone('84957654321'))]
  ids.push(await add(core, 'C', phone('101')), await add(core, 'D', phone('101')))
  for (const id of ids) t.same(await list(core, `contact=${id}`), [])
})

t.test('of two that are written at the same moment the second sees the first', async (t) => {
  const core = await startCore(t)
  const made = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      core.ask('POST', '/api/v1/contacts', { displayName: `P${n}`, ...phone('84951234567') })
    )
  )
  t.same(new Set(made.map(({ status }) => status)), new Set([201]))
  t.equal((await list(core)).length, 15, 'each with each')
})

t.test('a dismissed pair stays dismissed, and a merged one comes back when the merge is undone', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  const anna = await signIn(core, 'anna')
  const [a, b, c] = [
    await add(core, 'A', phone('84951234567')),
    await add(core, 'B', phone('84951234567')),
    await add(core, 'C', phone('84951234567'))
  ]
  const ab = (await list(core)).find(({ contacts }) => contacts.every(({ id }) => id !== c))
  t.match(await anna('POST', `/api/v1/duplicates/${ab?.id}/dismiss`), { status: 200, body: { state: 'dismissed' } })
  t.equal((await anna('POST', `/api/v1/duplicates/${ab?.id}/dismiss`)).status, 409)
  t.equal((await anna('POST', `/api/v1/duplicates/${a}/dismiss`)).status, 404)
  await core.ask('PATCH', `/api/v1/contacts/${a}`, { note: 'x' })
  t.same(pairsOf(await list(core)), [pair(a, c), pair(b, c)].sort())
  t.same(pairsOf(await list(core, 'state=dismissed')), [pair(a, b)])

  const { body } = await core.ask('POST', '/api/v1/contacts/merges', { winner: a, losers: [c] })
  t.same(pairsOf(await list(core)), [], 'A with C is not B: that was said of A')
  t.same(pairsOf(await list(core, 'state=merged')), [pair(a, c)])
  await core.ask('POST', `/api/v1/contacts/merges/${body.id}/undo`)
  t.same(pairsOf(await list(core)), [pair(a, c), pair(b, c)].sort())
})

t.test('different ids in one system are told, and nothing is merged by itself', async (t) => {
  const core = await startCore(t)
  const a = await add(core, 'A', { ...phone('84951234567'), keys: [{ system: 'tax', value: '1' }] })
  const b = await add(core, 'A', { ...phone('84951234567'), keys: [{ system: 'tax', value: '2' }], account: 'x' })
  const [found] = (await core.ask('GET', '/api/v1/duplicates')).body.items
  t.same(found.conflicts[0].system, 'tax')
  t.same(found.conflicts[0].values.map(({ value }: { value: string }) => value).sort(), ['1', '2'])
  for (const id of [a, b]) t.equal((await core.ask('GET', `/api/v1/contacts/${id}`)).body.id, id)
})

t.test('who sees only the own customers is told of no pair, merge or candidate of others', async (t) => {
  const core = await startCore(t)
  const boris = await addUser(core, 'boris', 'agent', ['102'])
  await core.ask('PATCH', `/api/v1/users/${boris.id}`, { sees: 'own' })
  await addUser(core, 'anna', 'agent', ['101'])
  const anna = await signIn(core, 'anna')
  const owned = { ...phone('84951234567'), ownerId: anna.user?.id }
  const [a, b] = [await add(core, 'A', owned), await add(core, 'B', owned)]
  const own = await add(core, 'C', { ...phone('84951234567'), ownerId: boris.id })
  const asBoris = await signIn(core, 'boris')
  t.same((await asBoris('GET', '/api/v1/duplicates')).body.items, [])
  const all = await list(core)
  t.equal((await asBoris('POST', `/api/v1/duplicates/${all[0]?.id}/dismiss`)).status, 404)
  const found = (await asBoris('GET', '/api/v1/contacts/lookup?phone=84951234567')).body.items
  t.same(
    found.map(({ contact }: { contact: { id: string } }) => contact.id),
    [own]
  )
  t.equal((await asBoris('POST', '/api/v1/contacts/merges', { winner: own, losers: [a] })).status, 404)
  const { body } = await anna('POST', '/api/v1/contacts/merges', { winner: a, losers: [b] })
  t.equal((await asBoris('POST', `/api/v1/contacts/merges/${body.id}/undo`)).status, 404)
  t.same((await asBoris('GET', '/api/v1/contacts/merges')).body.items, [])
  t.equal((await anna('GET', '/api/v1/contacts/merges')).body.items.length, 1)
})

t.test('the list is paged', async (t) => {
  const core = await startCore(t)
  for (let n = 0; n < 4; n++) await add(core, `P${n}`, phone('84951234567'))
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await core.ask('GET', `/api/v1/duplicates?limit=4${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.items.map(({ id }: { id: string }) => id))
    cursor = body.nextCursor
  }
  t.equal(new Set(seen).size, 6)
  t.equal((await core.ask('GET', '/api/v1/duplicates?cursor=x')).status, 400)
  t.equal((await core.ask('GET', '/api/v1/duplicates?state=x')).status, 400)
})

t.test('names are compared by their words; what is in common counts together', (t) => {
  t.equal(nameKey('Пётр  СИДОРОВ'), nameKey('сидоров, петр.'))
  t.equal(nameKey(' … '), null)
  const found = [
    { other: 'x', code: 'same-phone', value: '+7' },
    { other: 'x', code: 'same-phone', value: '+8' },
    { other: 'x', code: 'same-email', value: 'a@b' },
    { other: 'w', code: 'same-name', value: 'Y' }
  ] as const
  t.same(
    suspectsOf(found).map(({ other, score, evidence }) => [other, score, evidence.length]),
    [
      ['w', 0.5, 1],
      ['x', 0.88, 3]
    ]
  )
  t.end()
})
