import { type Static, Type } from 'typebox'
import { ConversionSettings } from './conversion.ts'

const Prefix = Type.String({ pattern: '^(\\+?[0-9]{1,15}|internal)$' })

/** hub.yaml. Each adapter's own keys are checked against its manifest's schema by the host. */
export const HubConfig = Type.Object(
  {
    region: Type.String({ pattern: '^[A-Z]{2}$', default: 'RU', description: 'for numbers written without a country' }),
    dialing: Type.Object(
      {
        allow: Type.Array(Prefix, { default: ['internal'] }),
        deny: Type.Array(Prefix, { default: [] }),
        maxPerMinute: Type.Integer({
          minimum: 1,
          maximum: 10_000,
          default: 30,
          description: 'calls one user may start'
        })
      },
      { additionalProperties: false, default: {} }
    ),
    trace: Type.Object(
      {
        keepDays: Type.Integer({
          minimum: 0,
          maximum: 3_650,
          default: 30,
          description: 'how long it is kept what made an interaction; 0: it is not kept at all'
        })
      },
      { additionalProperties: false, default: {} }
    ),
    missed: Type.Object(
      {
        answerWithinMinutes: Type.Integer({
          minimum: 1,
          maximum: 10_080,
          default: 30,
          description: 'the service level: how soon who called and reached nobody is to be reached'
        })
      },
      { additionalProperties: false, default: {} }
    ),
    lines: Type.Array(
      Type.Object(
        {
          address: Type.String({ minLength: 1 }),
          name: Type.String({ minLength: 1 }),
          source: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          leads: Type.Optional(Type.Boolean({ description: 'somebody new who calls there is a lead' })),
          region: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' }))
        },
        { additionalProperties: false }
      ),
      { default: [], description: 'what customers reach us by' }
    ),
    conversions: Type.Optional(ConversionSettings),
    adapters: Type.Array(
      Type.Object({
        name: Type.String({
          pattern: '^[a-z0-9][a-z0-9-]{0,30}$',
          description: 'appears in source.instance and /hooks/<name>'
        }),
        system: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,30}$', description: 'the folder under adapters/' }),
        region: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
        trace: Type.Optional(Type.Boolean({ description: 'false: no trace is kept of this system' }))
      }),
      { default: [] }
    )
  },
  { additionalProperties: false }
)
export type HubConfig = Static<typeof HubConfig>
