import { gzipSync } from 'node:zlib'
import t from 'tap'
import { multipart, openIntake } from './test-intake.ts'

const koi8 = (text: string): Buffer =>
  Buffer.from(
    [...text].map((letter) => (letter.charCodeAt(0) < 128 ? letter.charCodeAt(0) : KOI.indexOf(letter) + 0xc0))
  )
const KOI = 'юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ'
const WINDOWS = 'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя'
const windows = (text: string): Buffer =>
  Buffer.from(
    [...text].map((letter) => (letter.charCodeAt(0) < 128 ? letter.charCodeAt(0) : WINDOWS.indexOf(letter) + 0xc0))
  )
const escaped = (bytes: Buffer): string => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

t.test('a multipart of ten thousand fields is taken, and its beginning kept', async (t) => {
  const intake = openIntake()
  const many = Array.from({ length: 10_000 }, (_, n) => [`f${n}`, 'x'] as const)
  t.equal((await intake.send(multipart([['phone', '89161234567'], ...many]))).status, 200)
  t.equal(intake.only().form?.fields.length, 500)
  t.equal(intake.only().remote.raw, '89161234567')
})

t.test('an upload without end is cut off after its limit, and never held', async (t) => {
  const intake = openIntake()
  let sent = 0
  async function* endless(): AsyncGenerator<Buffer> {
    yield Buffer.from('--X\r\ncontent-disposition: form-data; name="f"; filename="a.txt"\r\n\r\n')
    for (const chunk = Buffer.alloc(65_536, 'a'); sent < 5 * 2 ** 30; sent += chunk.length) yield chunk
  }
  const headers = { 'content-type': 'multipart/form-data; boundary=X' }
  t.equal((await intake.send({ headers, body: endless() })).status, 413)
  t.ok(sent < 4 * 2 ** 20, `${sent} bytes were read`)
  t.equal(intake.taken.length, 0)
})

t.test('a body that grows without end when it is unpacked is cut off', async (t) => {
  const intake = openIntake()
  const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20, 'a'))
  const headers = { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' }
  t.equal((await intake.send({ headers, body: bomb })).status, 413)
  t.equal((await intake.send({ headers, body: gzipSync('phone=89161234567') })).status, 200)
  t.equal((await intake.send({ headers, body: 'not packed' })).status, 400)
  t.equal((await intake.send({ headers: { 'content-encoding': 'odd' }, body: 'phone=1' })).status, 400)
  t.equal(intake.only().remote.raw, '89161234567')
})

t.test('files are known by what is in them, whatever they are called, and a zip stays packed', async (t) => {
  const intake = openIntake()
  const pdf = Buffer.from('%PDF-1.7 …')
  const zip = Buffer.from([0x50, 0x4b, 3, 4, 0, 0])
  await intake.send(
    multipart([
      ['phone', '89161234567'],
      ['plan', pdf, '../../план.exe'],
      ['docs', zip, 'a.zip']
    ])
  )
  t.match(intake.only().form?.files, [
    { field: 'plan', name: 'план.exe', type: 'application/pdf', size: pdf.length },
    { field: 'docs', type: 'application/zip' }
  ])
  t.strictSame(intake.files, [pdf, zip])
  const refused = openIntake()
  for (const [contents, name] of [
    [Buffer.from('MZ\x90\0'), 'photo.jpg'],
    [Buffer.from('<html><script>'), 'a.txt'],
    [Buffer.from([0x7f, 0x45, 0x4c, 0x46]), 'a.pdf']
  ] as const) {
    t.equal((await refused.send(multipart([['f', contents, name]]))).status, 400, name)
  }
  t.equal((await refused.send(multipart(['1', '2', '3'].map((n) => [`f${n}`, pdf, `${n}.pdf`] as const)))).status, 413)
  t.equal(
    (
      await refused.send(
        multipart([
          ['phone', '89161234567'],
          ['f', Buffer.alloc(0), '']
        ])
      )
    ).status,
    200
  )
})

t.test('a name with HTML is a name, and a field called __proto__ a field', async (t) => {
  const intake = openIntake()
  const name = '<img src=x onerror=alert(1)> Анна'
  await intake.send({
    headers: { 'content-type': 'application/json' },
    body: `{"name":"${name}","__proto__":{"isAdmin":"1"}}`
  })
  await intake.send({ body: '__proto__[x]=1&constructor[prototype][y]=2&phone=89161234567' })
  t.equal(intake.taken[0]?.data.remote.name, name)
  t.match(intake.taken[0]?.data.form.fields, [{ name: 'name' }, { name: '__proto__[isAdmin]', value: '1' }])
  t.match(intake.taken[1]?.data.form.fields, [{ name: '__proto__[x]' }, {}, {}])
  t.equal(({} as { isAdmin?: string; x?: string }).isAdmin ?? ({} as { x?: string }).x, undefined)
})

t.test('texts in windows-1251 and koi8-r are read as what they are', async (t) => {
  const said = 'Перезвоните мне'
  for (const [charset, bytes] of [
    ['windows-1251', windows(said)],
    ['koi8-r', koi8(said)],
    ['utf-8', Buffer.from(said)]
  ] as const) {
    const intake = openIntake()
    await intake.send({ body: `comment=${escaped(bytes)}&phone=89161234567` })
    t.equal(intake.only().form?.mapped.text, said, charset)
  }
  const capitals = openIntake()
  await capitals.send({ body: `name=${escaped(windows('ИВАН ПЕТРОВ'))}` })
  t.equal(capitals.only().remote.name, 'ИВАН ПЕТРОВ')
  const told = openIntake()
  await told.send({ body: `_charset_=koi8-r&name=${escaped(koi8('ЩУ'))}` })
  t.equal(told.only().remote.name, 'ЩУ')
  const parts = openIntake()
  await parts.send(
    multipart([
      ['name', windows('Анна')],
      ['phone', '89161234567']
    ])
  )
  t.equal(parts.only().remote.name, 'Анна')
})

t.test('an utm of a hundred kilobytes is cut', async (t) => {
  const intake = openIntake()
  await intake.send({ body: `utm_source=${'x'.repeat(102_400)}&phone=89161234567` })
  t.equal(intake.only().form?.touch.last?.utmSource?.length, 500)
  t.equal(intake.only().form?.fields[0]?.value.length, 20_000)
})

t.test('what is no JSON, too large or empty is refused with a reason', async (t) => {
  const intake = openIntake()
  const json = { 'content-type': 'application/json' }
  t.equal((await intake.send({ headers: json, body: '{"a":' })).status, 400)
  t.equal((await intake.send({ body: '' })).status, 400)
  t.equal((await intake.send({ body: `a=${'x'.repeat(1_100_000)}` })).status, 413)
  t.equal((await intake.send({ headers: { 'content-type': 'multipart/form-data' }, body: 'x' })).status, 400)
  const broken = multipart([['phone', '89161234567']])
  t.equal((await intake.send({ ...broken, body: broken.body.subarray(0, 70) })).status, 400)
  t.equal(intake.taken.length, 0)
  t.equal(
    (await intake.send({ headers: { 'content-type': 'text/plain' }, body: '{"phone":"89161234567"}' })).status,
    200
  )
})

t.test('the clock of the sender orders nothing', async (t) => {
  const intake = openIntake()
  await intake.send({ body: { phone: '89161234567', _time: '2099-01-01', timestamp: '0' } })
  t.equal(intake.only().startedAt, '2026-01-15T09:00:00.000Z')
})
