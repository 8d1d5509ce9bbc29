import t from 'tap'
import { ConfigError, parseHubConfig } from './hub-config.ts'

const faultsOf = (text: string, env: NodeJS.ProcessEnv = {}, check?: Parameters<typeof parseHubConfig>[3]): string => {
  try {
    parseHubConfig(text, 'hub.yaml', env, check)
    return ''
  } catch (err) {
    if (err instanceof ConfigError) return err.message
    throw err
  }
}

t.test('an empty file is a hub with the defaults', async (t) => {
  t.match(parseHubConfig('', 'hub.yaml', {}), {
    region: 'RU',
    adapters: [],
    lines: [],
    dialing: { allow: ['internal'], maxPerMinute: 30 }
  })
})

t.test('${ENV} is filled in, in any depth', async (t) => {
  const hub = parseHubConfig(
    'adapters:\n  - { name: pbx1, system: asterisk, ami: { secret: "x${A_SECRET}y" } }',
    'hub.yaml',
    { A_SECRET: 's3' }
  )
  t.match(hub.adapters[0], { ami: { secret: 'xs3y' } })
})

t.test('every fault is named, each with its own line', async (t) => {
  const text = [
    'region: Russia',
    'dialing:',
    '  allow: ["+7", "abc"]',
    '  maxPerMinut: 3',
    'lines:',
    '  - { name: Sales }',
    'adapters:',
    '  - name: pbx1',
    '    system: asterisk',
    '    secret: ${MISSING_ONE}'
  ].join('\n')
  const faults = faultsOf(text).split('\n')
  t.match(faults, [
    /^hub\.yaml:1: region: /,
    /^hub\.yaml:3: dialing\.allow\[1\]: /,
    /^hub\.yaml:4: dialing\.maxPerMinut: there is no such key$/,
    /^hub\.yaml:6: lines\[0\]: the key 'address' is missing$/,
    /^hub\.yaml:10: .*MISSING_ONE/
  ])
  t.equal(faults.length, 5)
})

t.test("an adapter's own keys are checked by the adapter, at their lines", async (t) => {
  const text =
    'adapters:\n  - name: pbx1\n    system: asterisk\n    ami: { hots: x }\n  - name: pbx1\n    system: asterisk'
  const faults = faultsOf(text, {}, (_system, own) =>
    'ami' in (own as object) ? [['/ami/hots', 'there is no such key']] : []
  )
  t.same(faults.split('\n'), [
    'hub.yaml:4: adapters[0].ami.hots: there is no such key',
    "hub.yaml:5: adapters[1].name: 'pbx1' is the name of another adapter, too"
  ])
})

t.test('what is not YAML is said with its line', async (t) => {
  t.match(faultsOf('region: RU\nlines: [\n'), /^hub\.yaml:\d+: /)
})

t.test('a secret is never part of a fault', async (t) => {
  t.notMatch(faultsOf('dialing: { allow: ["${PASS}"] }', { PASS: 'hunter2hunter2' }), /hunter2/)
})

t.test(
  'conversions: what is left out is filled in, secrets come from the environment, names are no formulas',
  async (t) => {
    const yaml = (goal: string, timeZone = 'Europe/Moscow') => `conversions:
  timeZone: ${timeZone}
  goals: [${goal}]
  yandex: { counter: "12345", token: "\${TOKEN}" }
`
    const goal = '{ state: won, yandex: sale, google: "Sale, offline", googleAction: "5", price: 10 }'
    const { conversions } = parseHubConfig(yaml(goal), 'hub.yaml', { TOKEN: 'x' })
    t.match(conversions, {
      goals: [{ state: 'won', price: 10, currency: 'RUB' }],
      yandex: { token: 'x', url: 'https://api-metrika.yandex.net' }
    })
    for (const [wrong, zone, fault] of [
      ['{ state: won, google: "=cmd" }', 'Europe/Moscow', /hub.yaml:3: conversions\.goals\[0\]\.google/],
      ['{ state: won, google: "a\\nb" }', 'Europe/Moscow', /hub.yaml:3/],
      ['{ state: won, yandex: "a,b" }', 'Europe/Moscow', /hub.yaml:3/],
      ['{ state: spam }', 'Europe/Moscow', /hub.yaml:3/],
      [goal, 'Mars/Base', /hub.yaml:2: conversions\.timeZone: is no time zone/]
    ] as const) {
      t.throws(() => parseHubConfig(yaml(wrong, zone), 'hub.yaml', { TOKEN: 'x' }), fault)
    }
  }
)
