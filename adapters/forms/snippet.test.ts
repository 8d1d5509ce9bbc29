import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { tryWork } from './page/work.ts'
import { openIntake } from './test-intake.ts'

t.test('the script for pages is small, knows its form, and is answered anew only when it changed', async (t) => {
  const intake = openIntake({ honeypot: 'website', workBits: 12, secrets: { key: 'hush-hush' } })
  const ask = (headers = {}) => intake.send({ method: 'GET', path: 'form-1.js', headers })
  const zipped = await ask({ 'accept-encoding': 'gzip, br' })
  t.match(zipped, { status: 200, headers: { 'content-encoding': 'gzip', 'content-type': /javascript/ } })
  t.ok((zipped.body as Buffer).length < 5_000, `${(zipped.body as Buffer).length} bytes`)
  const plain = await ask()
  t.equal(String(plain.body), gunzipSync(zipped.body as Buffer).toString())
  t.match(String(plain.body), '{"key":"form-1","honeypot":"website","workBits":12}')
  t.notMatch(String(plain.body), /hush-hush/)
  t.match(await ask({ 'if-none-match': plain.headers?.['etag'] }), { status: 304 })
  t.match(await intake.send({ method: 'POST', path: 'form-1.js' }), { status: 405 })
  t.match(await intake.send({ method: 'GET', path: 'form-2.js' }), { status: 404 })
  t.match(await intake.send({ method: 'GET', path: 'form-1.css' }), { status: 404 })
})

t.test('a form that wants work keeps aside what comes without it, but not what comes from a server', async (t) => {
  const id = '0123456789abcdef0123456789abcdef'
  const work = String(tryWork('form-1', id, 12, 0, 1_000_000))
  const intake = openIntake({ workBits: 12 })
  const phone = '89161234567'
  await intake.send({ body: { phone, _id: id, _work: work } })
  await intake.send({ body: { phone, _id: id.replace('0', '1'), _work: work } })
  await intake.send({ body: { phone } })
  t.strictSame(
    intake.taken.map(({ data }) => data.form.spam),
    [[], ['no-work'], ['no-work']]
  )
  t.match(intake.taken[0]?.subject, new RegExp(`:${id}$`))
  const tilda = openIntake({ workBits: 12, vendor: 'tilda' })
  await tilda.send({ body: { phone, tranid: '1:2' } })
  t.strictSame(tilda.only().form.spam, [])
})

/** Answers as the checks of captchas do, and notes what it was asked. */
async function captchaServer(t: Test, answer: () => { status?: number; body: string }) {
  const asked: URLSearchParams[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    asked.push(new URLSearchParams(text))
    const { status = 200, body } = answer()
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { asked, urls: { hcaptcha: url, turnstile: url, smartcaptcha: url } }
}

t.test('whoever no captcha takes for a person is kept aside; when it cannot be asked nobody is', async (t) => {
  let answer: { status?: number; body: string } = { body: '{"success":true}' }
  const { asked, urls } = await captchaServer(t, () => answer)
  const spamOf = async (captcha: 'hcaptcha' | 'turnstile' | 'smartcaptcha', body: Record<string, string>) => {
    const intake = openIntake({ captcha, secrets: { captcha: 'hush-hush' } }, urls)
    t.equal((await intake.send({ body: { phone: '89161234567', ...body } })).status, 200)
    t.notMatch(JSON.stringify(intake.taken), /hush-hush/)
    return intake.only().form.spam
  }
  t.strictSame(await spamOf('turnstile', { 'cf-turnstile-response': 'word' }), [])
  t.equal(asked[0]?.toString(), 'secret=hush-hush&response=word&remoteip=203.0.113.7')
  t.strictSame(await spamOf('hcaptcha', {}), ['captcha'], 'it did not come with the form')
  answer = { body: '{"success":false,"error-codes":["timeout-or-duplicate"]}' }
  t.strictSame(await spamOf('hcaptcha', { 'h-captcha-response': 'word' }), ['captcha'])
  answer = { body: '{"status":"failed","message":"Token is invalid or expired."}' }
  t.strictSame(await spamOf('smartcaptcha', { 'smart-token': 'word' }), ['captcha'])
  t.equal(asked.at(-1)?.toString(), 'secret=hush-hush&token=word&ip=203.0.113.7')
  for (const bad of [{ status: 500, body: '' }, { body: '<html>' }, { body: '{}' }, { body: 'null' }]) {
    answer = bad
    t.strictSame(await spamOf('smartcaptcha', { 'smart-token': 'word' }), [], JSON.stringify(bad))
  }
  const intake = openIntake({ captcha: 'turnstile' }, urls)
  await intake.send({ body: { phone: '89161234567', 'cf-turnstile-response': 'word' } })
  t.strictSame(intake.only().form.spam, [], 'a form without its secret checks nobody, and the log says so')
})
