import { type Static, Type } from 'typebox'
import { Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })
const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$', description: '09:30' })

/** When people work: outside of it the rule does not hold, or the lead waits for its beginning. */
export const WorkingHours = Type.Object(
  {
    timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'Europe/Moscow' }),
    week: Type.Array(
      Type.Object(
        { day: Type.Integer({ minimum: 1, maximum: 7, description: '1: Monday' }), from: Clock, to: Clock },
        { additionalProperties: false }
      ),
      { minItems: 1, maxItems: 50 }
    ),
    outside: Type.Enum(['next-rule', 'wait'], {
      type: 'string',
      description: '`wait`: the lead is for this rule, when its hours begin'
    })
  },
  { additionalProperties: false }
)
export type WorkingHours = Static<typeof WorkingHours>

const Words = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 })

/** Which leads: all that is named must fit, and an empty list fits all. */
const LeadConditions = Type.Object(
  {
    forms: Type.Array(Id, { maxItems: 100 }),
    sources: Words,
    regions: Type.Array(Type.String({ pattern: '^([A-Z]{2}|\\+[0-9]{1,12})$' }), {
      maxItems: 100,
      description: 'of the number: a country (RU), or how it begins (+7495)'
    }),
    languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), {
      maxItems: 20,
      description:
        'of a field `language`, `lang` or `locale`, else of the letters: ru with Cyrillic ones, en with only Latin ones'
    }),
    hours: Type.Union([WorkingHours, Type.Null()])
  },
  { additionalProperties: false }
)

/** Who is asked: of these, whoever is there and free. */
const LeadPeople = Type.Object(
  {
    owner: Type.Boolean({ description: 'the owner of the contact is asked first, if there' }),
    users: Type.Array(Id, { maxItems: 200 }),
    team: Type.Union([Id, Type.Null()])
  },
  { additionalProperties: false }
)

const Fields = {
  name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  isActive: Type.Boolean(),
  when: LeadConditions,
  to: LeadPeople,
  choose: Type.Enum(['least-loaded', 'in-turn'], {
    type: 'string',
    description: '`least-loaded`: who has the fewest leads taken; `in-turn`: who was asked the longest ago'
  }),
  takeWithinSeconds: Type.Integer({ minimum: 5, maximum: 3_600, description: 'then the next is asked' }),
  callInSeconds: Type.Union([Type.Integer({ minimum: 3, maximum: 600 }), Type.Null()], {
    description: 'after so long the phone of whoever is asked rings by itself, then the customer; null: it does not'
  })
}

/** To whom leads go. The first that fits holds. */
export const LeadRule = Type.Object({
  id: Id,
  ...Fields,
  createdAt: Time,
  updatedAt: Time,
  version: Type.Integer()
})
export type LeadRule = Static<typeof LeadRule>
export type LeadRuleSettings = Pick<LeadRule, keyof typeof Fields>

const patch = Type.Partial(
  Type.Object({
    ...Fields,
    when: Type.Partial(LeadConditions, { additionalProperties: false }),
    to: Type.Partial(LeadPeople, { additionalProperties: false })
  })
)
export const NewLeadRule = Type.Object({ ...patch.properties, name: Fields.name }, { additionalProperties: false })
export type NewLeadRule = Static<typeof NewLeadRule>
export const LeadRulePatch = Type.Object(patch.properties, { additionalProperties: false, minProperties: 1 })
export type LeadRulePatch = Static<typeof LeadRulePatch>

/** All rules, in the order in which they are to be tried. */
export const LeadRuleOrder = Type.Object(
  { ids: Type.Array(Id, { maxItems: 1_000, uniqueItems: true }) },
  { additionalProperties: false }
)
