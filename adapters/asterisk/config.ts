import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const

/** What hub.yaml says of one Asterisk. */
export const AsteriskConfig = Type.Object(
  {
    ami: Type.Object(
      {
        host: Type.String({ minLength: 1, maxLength: 255 }),
        port: Type.Integer({ minimum: 1, maximum: 65_535, default: 5038 }),
        username: Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\r\\n]+$' }),
        secret: Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\r\\n]+$' }),
        tls: Type.Optional(
          Type.Union([
            Type.Boolean(),
            Type.Object(
              {
                ca: Type.Optional(Type.String({ description: 'PEM' })),
                rejectUnauthorized: Type.Optional(Type.Boolean()),
                servername: Type.Optional(Type.String())
              },
              closed
            )
          ])
        )
      },
      closed
    ),
    ari: Type.Optional(
      Type.Object(
        {
          url: Type.String({
            maxLength: 512,
            pattern: '^https?://[^\\s/@?#]+(/[^\\s@?#]*)?$',
            description: 'such as http://127.0.0.1:8088/ari; the password does not go in here'
          }),
          username: Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\r\\n:]+$' }),
          password: Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\r\\n]+$' }),
          app: Type.String({
            pattern: '^[A-Za-z0-9_-]{1,64}$',
            default: 'perezvon',
            description: 'the Stasis application: what the dialplan hands calls over to'
          })
        },
        closed
      )
    ),
    endpoint: Type.String({
      pattern: '^[A-Za-z0-9_@./-]*\\{extension\\}[A-Za-z0-9_@./-]*$',
      default: 'PJSIP/{extension}',
      description: "how a user's extension is reached"
    }),
    context: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,80}$', description: 'where click-to-call dials from' }),
    outboundPrefix: Type.String({
      pattern: '^[0-9*#]{0,8}$',
      default: '',
      description: 'put before an outside number'
    }),
    trunks: Type.Array(Type.String({ pattern: '^[A-Za-z0-9_.+-]+/[^\\s/]+$' }), {
      default: [],
      description: 'endpoints behind which customers are; empty: every endpoint that is no extension of the form above'
    }),
    ringSeconds: Type.Integer({
      minimum: 5,
      maximum: 120,
      default: 30,
      description: "how long a person's own phone rings"
    })
  },
  closed
)
export type AsteriskConfig = Static<typeof AsteriskConfig>
