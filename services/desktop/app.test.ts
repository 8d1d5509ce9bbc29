import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { createDesktop } from './app.ts'

const PAGE = '<!doctype html><title>Desktop</title>'
const html = { accept: 'text/html,*/*' }

async function serve(
  built = true
): Promise<{ app: FastifyInstance; troubles: readonly string[]; end(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'desktop-'))
  if (built) {
    await mkdir(join(root, 'assets'))
    await writeFile(join(root, 'index.html'), PAGE)
    await writeFile(join(root, 'assets/index-abc123.js'), 'export {}')
    await writeFile(join(root, 'scheme.js'), '')
  }
  const app = fastify()
  const desktop = createDesktop({ root })
  await desktop.register(app)
  const end = async (): Promise<void> => {
    await app.close()
    await rm(root, { recursive: true })
  }
  return { app, troubles: await desktop.ready(), end }
}

t.test('every address of the application gets its one page, never from a cache', async (t) => {
  const { app, end, troubles } = await serve()
  t.same(troubles, [])
  for (const url of ['/', '/contacts', '/contacts/0190-1', '/?x=1', '/index.html']) {
    const answer = await app.inject({ url, headers: html })
    t.equal(answer.statusCode, 200, url)
    t.equal(answer.body, PAGE)
    t.equal(answer.headers['cache-control'], 'no-store')
  }
  await end()
})

t.test('a page may run scripts of ours only and be framed by nobody', async (t) => {
  const { app, end } = await serve()
  const { headers } = await app.inject({ url: '/', headers: html })
  const policy = String(headers['content-security-policy'])
  t.match(policy, /script-src 'self';/)
  t.match(policy, /frame-ancestors 'none'/)
  t.equal(headers['x-content-type-options'], 'nosniff')
  t.equal(headers['referrer-policy'], 'no-referrer')
  await end()
})

t.test('files with a hash in their name are kept for ever, others are asked for again', async (t) => {
  const { app, end } = await serve()
  t.match((await app.inject('/assets/index-abc123.js')).headers['cache-control'], /immutable/)
  t.equal((await app.inject('/scheme.js')).headers['cache-control'], 'no-cache')
  await end()
})

t.test('what belongs to the other surfaces, or is not there, is not found', async (t) => {
  const { app, end } = await serve()
  const urls = [
    '/api/v1/nothing',
    '/api',
    '/f/key',
    '/hooks/pbx1/x',
    '/realtime/',
    '/healthz',
    '/assets/gone.js',
    '/%2e%2e/x.js'
  ]
  for (const url of urls) t.equal((await app.inject({ url, headers: html })).statusCode, 404, url)
  t.equal((await app.inject({ url: '/contacts', headers: { accept: 'application/json' } })).statusCode, 404)
  await end()
})

t.test('a desktop that has not been built says so', async (t) => {
  const { app, end, troubles } = await serve(false)
  t.match(troubles[0], /has not been built/)
  t.equal((await app.inject({ url: '/', headers: html })).statusCode, 404)
  await end()
})
