import t from 'tap'
import type { Interaction } from '../../contracts/interaction.ts'
import { anna, answered, at, boris, call, context, customer, gone, phone, uuid, vera } from './calls.fixture.ts'
import { currentPop, type PopInput, type Pops, RING_GRACE_MS, stepPops } from './pops.ts'

type Step = Interaction | { readonly afterMs: number } | { readonly dismiss: string }

const inputOf = (step: Exclude<Step, { afterMs: number }>): PopInput =>
  'dismiss' in step ? { kind: 'dismiss', user: step.dismiss } : { kind: 'interaction', interaction: step, context }

/** Plays a story and tells what people see, a line each. */
function play(...story: Step[]): string[] {
  const lines: string[] = []
  const names = new Map([anna, boris, vera].map((user) => [user.id, user.name]))
  let pops: Pops | undefined
  let nowMs = 0
  for (const step of story) {
    if ('afterMs' in step) nowMs += step.afterMs
    const next = stepPops(pops, 'afterMs' in step ? { kind: 'tick' } : inputOf(step), nowMs)
    if (!next) continue
    pops = next[0]
    for (const effect of next[1]) {
      const who = names.get(effect.user)
      if (effect.kind === 'deliver') lines.push(`${who} +`)
      else lines.push(`${who} - ${effect.withdrawn.reason}${effect.withdrawn.by ? ` by ${effect.withdrawn.by}` : ''}`)
    }
  }
  return lines
}

const ended = (version: number, participants: Interaction['participants'], outcome: Interaction['outcome']) =>
  call(version, participants, { state: 'ended', outcome, endedAt: at(20) })
const queued = { state: 'queued', queue: 'sales' } as const
const ringingQueue = { state: 'alerting', queue: 'sales' } as const

t.test('who answers has the pop withdrawn as answered', async (t) => {
  t.same(play(call(1, [customer, phone(anna)]), call(2, [customer, answered(anna, 3)])), ['Anna +', 'Anna - answered'])
})

t.test('a ring group: the others are told who answered, though their phones still ring', async (t) => {
  t.same(
    play(
      call(1, [phone(anna), phone(boris), phone(vera)]),
      call(2, [answered(anna, 3), phone(boris), phone(vera)]),
      call(3, [answered(anna, 3), gone(boris, 'answered-elsewhere'), gone(vera, 'answered-elsewhere')])
    ),
    [
      'Anna +',
      'Boris +',
      'Vera +',
      'Anna - answered',
      'Boris - answered-elsewhere by Anna',
      'Vera - answered-elsewhere by Anna'
    ]
  )
})

t.test('ring rounds of a queue are one pop while they follow within the grace', async (t) => {
  const round = phone(anna, { via: 'queue' })
  const pause = gone(anna, 'no-answer', { via: 'queue' })
  t.same(
    play(
      call(1, [round], ringingQueue),
      call(2, [pause], queued),
      { afterMs: RING_GRACE_MS - 1 },
      call(3, [round], ringingQueue),
      call(4, [pause], queued),
      { afterMs: RING_GRACE_MS - 1 },
      call(5, [round], ringingQueue)
    ),
    ['Anna +']
  )
})

t.test(
  'a queue that goes on elsewhere takes the pop after the grace, and a much later round brings it again',
  async (t) => {
    t.same(
      play(
        call(1, [phone(anna)], ringingQueue),
        call(2, [gone(anna, 'no-answer'), phone(boris)], ringingQueue),
        { afterMs: RING_GRACE_MS },
        call(3, [phone(anna), gone(boris, 'no-answer')], ringingQueue)
      ),
      ['Anna +', 'Boris +', 'Anna - no-answer', 'Anna +']
    )
  }
)

t.test('between two rounds a colleague who answers takes the pop at once', async (t) => {
  t.same(
    play(
      call(1, [phone(anna)], ringingQueue),
      call(2, [gone(anna, 'no-answer'), phone(boris, { offeredAt: at(5) })], ringingQueue),
      call(3, [gone(anna, 'no-answer'), answered(boris, 6, { offeredAt: at(5) })], { queue: 'sales' })
    ),
    ['Anna +', 'Boris +', 'Anna - answered-elsewhere by Boris', 'Boris - answered']
  )
})

t.test('two phones of one person are one pop, and it stays while one of them rings', async (t) => {
  const second = { endpoint: 'PJSIP/201', address: '201' }
  t.same(
    play(
      call(1, [phone(anna), phone(anna, second)]),
      call(2, [gone(anna, 'declined'), phone(anna, second)]),
      call(3, [gone(anna, 'declined'), answered(anna, 5, second)])
    ),
    ['Anna +', 'Anna - answered']
  )
})

t.test('the own phone that rings first for a click-to-call is no pop; the colleague it calls has one', async (t) => {
  const own = { via: 'click-to-call' } as const
  t.same(
    play(
      call(1, [phone(anna, own)], { direction: 'internal' }),
      call(2, [answered(anna, 3, own), phone(boris, { offeredAt: at(3) })], {
        direction: 'internal',
        state: 'alerting'
      })
    ),
    ['Boris +']
  )
})

t.test('an internal call pops, and the caller is not taken for a colleague who answered', async (t) => {
  const caller = phone(anna, { state: 'connected', offeredAt: at(0), answeredAt: at(4) })
  t.same(
    play(
      call(1, [phone(anna, { state: 'initiated', offeredAt: at(0) }), phone(boris), phone(vera)], {
        direction: 'internal'
      }),
      call(2, [caller, phone(boris), answered(vera, 4)], { direction: 'internal' })
    ),
    ['Boris +', 'Vera +', 'Boris - answered-elsewhere by Vera', 'Vera - answered']
  )
})

for (const [outcome, mine, reason] of [
  ['missed', 'cancelled', 'caller-hung-up'],
  ['abandoned', 'cancelled', 'caller-hung-up'],
  ['abandoned', 'no-answer', 'caller-hung-up'],
  ['missed', 'no-answer', 'no-answer'],
  ['voicemail', 'no-answer', 'no-answer'],
  ['missed', 'declined', 'declined'],
  ['busy', 'busy', 'busy'],
  ['failed', 'failed', 'ended'],
  ['answered', 'answered', 'answered']
] as const) {
  t.test(`a call that ends ${outcome}, with the phone ${mine}, withdraws the pop as ${reason}`, async (t) => {
    const end = gone(anna, mine, mine === 'answered' ? { answeredAt: at(3) } : {})
    t.same(play(call(1, [phone(anna)]), ended(2, [end], outcome)), ['Anna +', `Anna - ${reason}`])
  })
}

t.test('a decline is withdrawn at once, though the queue goes on', async (t) => {
  t.same(play(call(1, [phone(anna)], ringingQueue), call(2, [gone(anna, 'declined')], queued)), [
    'Anna +',
    'Anna - declined'
  ])
})

t.test('a caller who gives up between two rounds has hung up', async (t) => {
  t.same(
    play(
      call(1, [phone(anna)], ringingQueue),
      call(2, [gone(anna, 'no-answer')], queued),
      ended(3, [gone(anna, 'no-answer')], 'abandoned')
    ),
    ['Anna +', 'Anna - caller-hung-up']
  )
})

t.test('a transfer rings the next person, and one who was rung when it went on is told so', async (t) => {
  const left = answered(anna, 3, { state: 'null', leftAt: at(8) })
  const to = (extension: string) => [{ at: at(8), kind: 'blind' as const, by: '101', to: extension }]
  t.same(
    play(
      call(1, [phone(anna)]),
      call(2, [answered(anna, 3)]),
      call(3, [left, phone(boris, { via: 'transfer', offeredAt: at(8) })], { transfers: to('102'), state: 'alerting' }),
      call(
        4,
        [left, gone(boris, 'cancelled', { offeredAt: at(8) }), phone(vera, { via: 'transfer', offeredAt: at(9) })],
        {
          transfers: [...to('102'), { at: at(9), kind: 'blind', by: '102', to: '103' }],
          state: 'alerting'
        }
      )
    ),
    ['Anna +', 'Anna - answered', 'Boris +', 'Boris - transferred', 'Vera +']
  )
})

t.test('a colleague who asks before a transfer speaks while the phone rings: that takes nothing', async (t) => {
  const asking = answered(anna, 3)
  t.same(
    play(
      call(1, [phone(anna)]),
      call(2, [asking]),
      call(3, [asking, phone(boris, { via: 'transfer', offeredAt: at(6) })]),
      call(4, [asking, answered(boris, 8, { via: 'transfer', offeredAt: at(6) })])
    ),
    ['Anna +', 'Anna - answered', 'Boris +', 'Boris - answered']
  )
})

t.test('who handed a call over and is rung again, because nobody took it, has a pop again', async (t) => {
  const transfer = { at: at(5), kind: 'blind', by: '101', to: '102' } as const
  const rungAgain = phone(anna, { answeredAt: at(3), outcome: 'answered' })
  const story = [
    call(1, [customer, phone(anna)]),
    call(2, [customer, answered(anna, 3)]),
    call(3, [customer, answered(anna, 3, { state: 'null', leftAt: at(5) }), phone(boris, { via: 'transfer' })], {
      transfers: [transfer],
      state: 'alerting'
    }),
    call(4, [customer, rungAgain, gone(boris, 'no-answer', { via: 'transfer' })], {
      transfers: [transfer],
      state: 'alerting'
    })
  ]
  const annas = play(...story).filter((line) => line.startsWith('Anna'))
  t.same(annas, ['Anna +', 'Anna - answered', 'Anna +'])
  t.equal(play(...story, call(5, [customer, answered(anna, 3), gone(boris, 'no-answer')])).at(-1), 'Anna - answered')
})

t.test('a dismissed pop does not come back with the next round', async (t) => {
  t.same(
    play(
      call(1, [phone(anna)], ringingQueue),
      { dismiss: anna.id },
      { dismiss: anna.id },
      call(2, [gone(anna, 'no-answer')], queued),
      { afterMs: RING_GRACE_MS },
      call(3, [phone(anna)], ringingQueue),
      ended(4, [gone(anna, 'cancelled')], 'abandoned')
    ),
    ['Anna +', 'Anna - dismissed']
  )
})

t.test('a pop without context still says line, queue and wait', async (t) => {
  const interaction = call(1, [phone(anna)], { queue: 'sales' })
  const step = stepPops(undefined, { kind: 'interaction', interaction, context: null }, 0)
  const [effect] = step?.[1] ?? []
  t.match(effect, {
    kind: 'deliver',
    user: uuid(1),
    pop: {
      candidates: [],
      why: { line: '5550100', lineName: 'Sales', queue: 'sales', waitSeconds: 1 },
      offeredAt: at(1)
    }
  })
})

/** A small generator with a seed, so that a failure can be played again. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

function randomStory(roll: (sides: number) => number): Interaction[] {
  const story: Interaction[] = []
  const people = [anna, boris, vera]
  for (let version = 1; version <= 3 + roll(8); version++) {
    const ringing = { state: 'alerting', queue: 'sales' } as const
    story.push(
      call(
        version,
        people.map((p) => (roll(2) ? phone(p) : gone(p, 'no-answer'))),
        ringing
      )
    )
  }
  const version = story.length + 1
  const last = roll(4)
  if (last === 0)
    story.push(
      ended(
        version,
        people.map((p) => gone(p, 'cancelled')),
        'abandoned'
      )
    )
  if (last === 1) story.push(call(version, [answered(anna, 5), phone(boris), gone(vera, 'no-answer')]))
  return story
}

t.test('whatever the order in which versions come, the pops end as the last version says', async (t) => {
  const wrong: number[] = []
  for (let seed = 1; seed <= 500; seed++) {
    const roll = dice(seed)
    const story = randomStory(roll)
    const keyed = story.map((version) => [roll(1_000), version] as const)
    const shuffled = keyed.sort((a, b) => a[0] - b[0]).map(([, version]) => version)
    const end = (versions: readonly Interaction[]): string => {
      let pops: Pops | undefined
      for (const version of versions) pops = stepPops(pops, inputOf(version), 0)?.[0] ?? pops
      pops = pops && (stepPops(pops, { kind: 'tick' }, RING_GRACE_MS)?.[0] ?? pops)
      return [anna, boris, vera].flatMap((p) => (pops && currentPop(pops, p.id) ? p.name : [])).join()
    }
    if (end([...shuffled, ...shuffled]) !== end(story.slice(-1))) wrong.push(seed)
  }
  t.same(wrong, [], 'seeds that end otherwise')
})
