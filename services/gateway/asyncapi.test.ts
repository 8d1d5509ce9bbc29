import { Parser } from '@asyncapi/parser'
import t from 'tap'
import { freshRedis } from '../../tests/redis.ts'
import { asyncApi } from './asyncapi.ts'
import { startAll } from './gateway.fixture.ts'

t.test('/asyncapi.json is a valid AsyncAPI 3 document of every event', async (t) => {
  const { url } = await startAll(t, await freshRedis(t))
  const response = await fetch(`${url}/asyncapi.json`)
  t.match(response.headers.get('content-type'), /application\/json/)
  const text = await response.text()
  const { document, diagnostics } = await new Parser().parse(text)
  t.same(
    diagnostics.filter(({ severity }) => severity === 0).map(({ message, path }) => `${path.join('/')}: ${message}`),
    []
  )
  t.ok(document)
  const names = [
    'screen-pop',
    'screen-pop:withdrawn',
    'interaction',
    'interaction:hidden',
    'agent-state',
    'queue',
    'feed-gap',
    'changed',
    'ack',
    'resume'
  ]
  for (const name of names) t.match(text, `"name":"${name}"`)
})

t.test('the document is made from the contracts alone: it is the same every time', async (t) => {
  t.same(asyncApi(), asyncApi())
})
