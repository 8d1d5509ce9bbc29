import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { ACCESS } from './auth/access.ts'
import { startCore } from './harness.test.ts'

t.test('/openapi.json is valid OpenAPI 3.1, and has every route of the core', async (t) => {
  const core = await startCore(t)
  const { status, body } = await core.askAs({})('GET', '/openapi.json')
  t.equal(status, 200)
  t.equal(body.openapi, '3.1.0')
  const result = await new Validator().validate(structuredClone(body))
  t.ok(result.valid, JSON.stringify(result.errors)?.slice(0, 2_000))
  for (const route of Object.keys(ACCESS)) {
    if (route === 'GET /openapi.json') continue
    const [method = '', url = ''] = route.split(' ')
    const operation = body.paths[url.replace(':id', '{id}')]?.[method.toLowerCase()]
    t.ok(operation?.summary, route)
    t.ok(
      Object.keys(operation.responses).some((code) => /^2/.test(code)),
      `${route} says what it answers`
    )
  }
})
