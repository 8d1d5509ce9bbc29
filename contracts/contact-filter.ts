import { type Static, Type } from 'typebox'

const Who = (what: string) =>
  Type.Optional(
    Type.String({
      pattern: '^(me|mine|none|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$',
      description: what
    })
  )
const Text = Type.String({ minLength: 1, maxLength: 200 })

/** Filters by custom fields, whose keys an administrator chooses. */
export const FIELD_FILTERS = { '^field\\.[a-z][a-z0-9_-]{0,39}(\\.(from|to))?$': Text }

/**
 * Which contacts: the query of `GET /contacts`, and what a segment of contacts keeps. Besides these, `field.<key>` is a
 * custom field (the value; of choices: one that is among them), and `field.<key>.from`, `field.<key>.to` (both
 * included) are bounds of a number or a date.
 */
export const ContactFilter = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 200, description: 'words, or the beginning or end of a number' })),
    owner: Who('a user: an id, `me`, or `none`'),
    team: Who("a team: an id, `mine` (one of the asker's), or `none`"),
    account: Who('an organisation, with its branches; or `none`'),
    tag: Type.Optional(Type.Union([Text, Type.Array(Text, { maxItems: 20 })], { description: 'several: all of them' })),
    consent: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z0-9-]{0,30}(:(given|refused))?$',
        description: 'who agreed to a purpose: `email`; who refused or withdrew it: `email:refused`'
      })
    ),
    since: Type.Optional(Type.String({ format: 'date-time', description: 'made at this time or later' })),
    until: Type.Optional(Type.String({ format: 'date-time', description: 'made before this time' })),
    segment: Type.Optional(Type.String({ format: 'uuid', description: 'a segment of contacts: both hold' }))
  },
  { additionalProperties: false, patternProperties: FIELD_FILTERS }
)
export type ContactFilter = Static<typeof ContactFilter>
