import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import pg from 'pg'
import t, { type Test } from 'tap'
import { callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { createBlobs } from '../../kit/blobs.ts'
import { API_KEY, addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'
import { dispositionOf, nameIn } from './names.ts'
import { createSweep } from './sweep.ts'

const named = (name: string) => ({ 'content-disposition': dispositionOf(name), 'content-type': 'image/png' })

async function start(t: Test) {
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-files-'))
  t.teardown(() => rm(dataDir, { recursive: true, force: true }))
  const core = await startCore(t, { dataDir })
  const contact = (await core.ask('POST', '/api/v1/contacts', { displayName: 'Anna' })).body.id
  return { core, dataDir, contact, url: `/api/v1/contacts/${contact}/files` }
}

/** What is on the disk: the names of all files. */
async function onDisk(dataDir: string): Promise<string[]> {
  const found = await readdir(join(dataDir, 'files'), { withFileTypes: true, recursive: true }).catch(() => [])
  return found.flatMap((entry) => (entry.isFile() ? [entry.name] : []))
}
async function age(folder: string, sha256: string, ms: number): Promise<void> {
  const then = new Date(Date.now() - ms)
  await utimes(join(folder, sha256.slice(0, 2), sha256), then, then)
}
function poolOf(t: Test, { databaseUrl }: Core): pg.Pool {
  const db = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  t.teardown(() => db.end())
  return db
}
const send = (ask: Core['ask'], url: string, text: string, headers: Record<string, string> = named('a.png')) =>
  ask('POST', url, Buffer.from(text), headers)

t.test('a file of a contact comes back as it was sent, as an attachment of its own name', async (t) => {
  const { core, url } = await start(t)
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 256))
  const made = await core.ask('POST', url, bytes, named('договор №1.png'))
  t.match(made, { status: 201, body: { name: 'договор №1.png', type: 'image/png', size: 300_000, by: null } })
  const answer = await core.app.inject({ url: made.body.url, headers: { authorization: `Bearer ${API_KEY}` } })
  t.ok(answer.rawPayload.equals(bytes))
  t.match(answer.headers, {
    ...{ 'content-type': 'image/png', 'content-length': '300000', 'x-content-type-options': 'nosniff' },
    'content-disposition': /^attachment; filename="_+ _1\.png"; filename\*=UTF-8''%D0%B4/
  })
  t.same((await core.ask('GET', url)).body, { items: [made.body], nextCursor: null })
})

t.test('JSON is a file like any other, and an interaction has files, too', async (t) => {
  const { core } = await start(t)
  await core.emit(callEvent('1.1', 1))
  const { items } = await eventually(core.ask, '/api/v1/interactions', (page) => page.items.length === 1)
  const url = `/api/v1/interactions/${items[0].id}/files`
  const made = await core.ask('POST', url, '{"not": "json"', { ...named('x.json'), 'content-type': 'application/json' })
  t.match(made, { status: 201, body: { interaction: items[0].id, contact: null, type: 'application/json' } })
  t.equal((await core.ask('GET', `${url}?limit=1`)).body.items[0].id, made.body.id)
})

t.test('the same contents are kept once, and as long as somebody has them', async (t) => {
  const { core, dataDir, url } = await start(t)
  const made = await Promise.all(['a', 'b', 'c'].map((name) => send(core.ask, url, 'same', named(name))))
  t.same(
    made.map(({ status }) => status),
    [201, 201, 201]
  )
  t.equal((await onDisk(dataDir)).length, 1)
  const [first, second, third] = made.map(({ body }) => body)
  await core.ask('DELETE', first.url)
  await core.ask('DELETE', second.url)
  t.equal((await core.ask('GET', third.url)).body, 'same')
  t.equal((await core.ask('DELETE', third.url)).status, 204)
  t.same(await onDisk(dataDir), [])
  t.equal((await core.ask('GET', third.url)).status, 404)
  t.equal((await core.ask('DELETE', third.url)).status, 404)
})

t.test('what is no file is refused by name, and leaves nothing behind', async (t) => {
  const { core, dataDir, url } = await start(t)
  for (const [headers, text, status, field] of [
    [{ 'content-type': 'image/png' }, 'x', 400, 'headers:/content-disposition'],
    [
      { ...named('a'), 'content-disposition': 'attachment; filename="../.."' },
      'x',
      400,
      'headers:/content-disposition'
    ],
    [{ ...named('a'), 'content-type': 'picture' }, 'x', 415, undefined],
    [named('a'), '', 400, undefined],
    [{ ...named('a'), 'content-length': '26214401' }, 'x', 413, undefined]
  ] as const) {
    const answer = await send(core.ask, url, text, headers)
    t.same([answer.status, answer.body.errors?.[0]?.field], [status, field], JSON.stringify(answer.body))
  }
  const untyped = await send(core.ask, url, 'x', { 'content-disposition': 'attachment; filename=a' })
  t.match(untyped, { status: 201, body: { type: 'application/octet-stream' } })
  await core.ask('DELETE', untyped.body.url)
  const nobody = '/api/v1/contacts/01890000-0000-7000-8000-000000000001/files'
  t.equal((await send(core.ask, nobody, 'x')).status, 404)
  t.same(await onDisk(dataDir), [])
})

t.test('a file that does not say how long it is is cut off at 25 MB, one that breaks off is not kept', async (t) => {
  const { core, dataDir, url } = await start(t)
  await core.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = core.app.server.address() as AddressInfo
  const headers = { ...named('big'), authorization: `Bearer ${API_KEY}`, 'transfer-encoding': 'chunked' }
  const begin = () => http.request({ port, host: '127.0.0.1', path: url, method: 'POST', headers })

  const big = begin()
  const answered = once(big, 'response')
  big.on('error', () => {}) // it may be cut off while it still sends
  for (let sent = 0; sent < 26; sent++) big.write(Buffer.alloc(1_048_576))
  const [response] = await answered
  t.equal(response.statusCode, 413)
  big.destroy()

  const broken = begin()
  broken.on('error', () => {})
  broken.write('half')
  await once(core.app.server, 'request')
  broken.destroy()
  t.equal((await send(core.ask, url, 'whole')).status, 201)
  t.same((await core.ask('GET', url)).body.items.length, 1)
  await until(async () => (await onDisk(dataDir)).length === 1)
})

t.test('who added a file removes it, others ask a supervisor', async (t) => {
  const { core, url } = await start(t)
  const [anna, boris, chief] = [
    await addUser(core, 'anna', 'agent').then(() => signIn(core, 'anna')),
    await addUser(core, 'boris', 'agent').then(() => signIn(core, 'boris')),
    await addUser(core, 'chief', 'supervisor').then(() => signIn(core, 'chief'))
  ]
  const [one, two] = [(await send(anna, url, '1')).body, (await send(anna, url, '2')).body]
  t.equal((await boris('GET', one.url)).body, '1')
  t.equal((await boris('DELETE', one.url)).status, 403)
  t.equal((await anna('DELETE', one.url)).status, 204)
  t.equal((await chief('DELETE', two.url)).status, 204)
})

t.test('who does not see a contact sees neither its files nor its consents, nor adds to them', async (t) => {
  const { core, contact, url } = await start(t)
  const [anna, boris] = [await addUser(core, 'anna', 'agent'), await addUser(core, 'boris', 'agent')]
  await core.ask('PATCH', `/api/v1/users/${boris.id}`, { sees: 'own' })
  const account = (await core.ask('POST', '/api/v1/accounts', { name: 'Horns' })).body.id
  await core.ask('PATCH', `/api/v1/contacts/${contact}`, { ownerId: anna.id, accountId: account })
  const file = (await send(core.ask, url, 'secret')).body
  const consents = `/api/v1/contacts/${contact}/consents`
  const asBoris = await signIn(core, 'boris')
  for (const answer of [
    await asBoris('GET', url),
    await send(asBoris, url, 'x'),
    await asBoris('GET', file.url),
    await asBoris('DELETE', file.url),
    await asBoris('GET', consents),
    await asBoris('POST', consents, { purpose: 'email', given: true, source: 'x' })
  ]) {
    t.equal(answer.status, 404)
  }
  t.same((await asBoris('GET', `/api/v1/accounts/${account}`)).body.staff.items, [])
  const asAnna = await signIn(core, 'anna')
  t.equal((await asAnna('GET', file.url)).body, 'secret')
  t.equal((await asAnna('GET', `/api/v1/accounts/${account}`)).body.staff.items.length, 1)
})

t.test('files of merged contacts are shown together, and part with an undo', async (t) => {
  const { core, contact, url } = await start(t)
  const loser = (await core.ask('POST', '/api/v1/contacts', { displayName: 'Anna too' })).body.id
  await send(core.ask, url, 'of the winner')
  await send(core.ask, `/api/v1/contacts/${loser}/files`, 'of the loser')
  const merge = (await core.ask('POST', '/api/v1/contacts/merges', { winner: contact, losers: [loser] })).body
  const { items } = (await core.ask('GET', `/api/v1/contacts/${loser}/files`)).body
  t.match(items, [{ contact }, { contact }])
  await core.ask('POST', `/api/v1/contacts/merges/${merge.id}/undo`)
  for (const id of [contact, loser]) {
    t.match((await core.ask('GET', `/api/v1/contacts/${id}/files`)).body.items, [{ contact: id }])
  }
})

t.test('what a process put in its place and never said whose it is goes a day later, and nothing else', async (t) => {
  const { core, dataDir, url } = await start(t)
  const db = poolOf(t, core)
  const folder = join(dataDir, 'files')
  const blobs = createBlobs(folder)
  const orphan = async (text: string, ageMs: number): Promise<string> => {
    const received = await blobs.receive(Readable.from([Buffer.from(text)]), 100)
    await received.keep() // and here it died
    await age(folder, received.sha256, ageMs)
    return received.sha256
  }
  const DAY_MS = 86_400_000
  const { sha256: held } = (await send(core.ask, url, 'held')).body
  await age(folder, held, 2 * DAY_MS)
  const fresh = await orphan('fresh', DAY_MS / 2)
  for (let n = 0; n < 3; n++) await orphan(`old ${n}`, 2 * DAY_MS)
  t.equal((await onDisk(dataDir)).length, 5)
  const sweep = createSweep(db, blobs)
  await sweep()
  t.same((await onDisk(dataDir)).sort(), [fresh, held].sort())
  await sweep()
  await sweep()
  t.same((await onDisk(dataDir)).sort(), [fresh, held].sort(), 'as often as one likes')
})

t.test('old contents are looked at a part at a time', async (t) => {
  const { dataDir } = await start(t)
  const folder = join(dataDir, 'files')
  const names = Array.from({ length: 1_100 }, (_, at) => createHash('sha256').update(String(at)).digest('hex')).sort()
  for (const name of names) {
    await mkdir(join(folder, name.slice(0, 2)), { recursive: true })
    await writeFile(join(folder, name.slice(0, 2), name), 'x')
    await age(folder, name, 172_800_000)
  }
  const seen: string[] = []
  const blobs = createBlobs(folder)
  for (let after = '', found = ['']; found.length > 0; after = found.at(-1) ?? '') {
    found = await blobs.listOld(after)
    t.ok(found.length <= 500)
    seen.push(...found)
  }
  t.same(seen, names)
})

t.test('a name is read from the header however it is written, and is no path', (t) => {
  for (const [header, name] of [
    ['attachment; filename="a b.txt"', 'a b.txt'],
    ['attachment; filename=a.txt', 'a.txt'],
    ['attachment; filename="a \\"b\\".txt"', 'a "b".txt'],
    ['attachment; filename="a.txt"; filename*=UTF-8\'\'%D1%8F.txt', 'я.txt'],
    ["attachment; filename*=UTF-8''%ff; filename=a.txt", 'a.txt'],
    [`attachment; filename="${Buffer.from('я.txt').toString('latin1')}"`, 'я.txt'],
    ['attachment; filename="C:\\\\folder\\\\a.txt"', 'a.txt'],
    ["attachment; filename*=UTF-8''..%2f..%2fetc%2fpasswd", 'passwd'],
    ["attachment; filename*=UTF-8''a%00%0d%0ab%e2%80%aetxt.exe", 'abtxt.exe'],
    ['attachment; filename=".."', undefined],
    ['attachment', undefined],
    [undefined, undefined]
  ] as const) {
    t.equal(nameIn(header), name, header ?? 'none')
  }
  const long = nameIn(`attachment; filename="${'x'.repeat(500)}.tar.gz"`)
  t.equal(long, `${'x'.repeat(197)}.gz`)
  t.equal(nameIn(dispositionOf(`a"b\\c'я%.txt`)), "c'я%.txt")
  t.end()
})
