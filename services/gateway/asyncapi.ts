import { type TSchema, Type } from 'typebox'
import {
  CALL_EVENT_TYPES,
  CallEvent,
  FeedGapEvent,
  MESSAGE_EVENT_TYPES,
  MessageEvent,
  VisitEvent
} from '../../contracts/event.ts'
import {
  AckRequest,
  AgentState,
  Changed,
  FeedGap,
  InteractionChange,
  InteractionHidden,
  MissedCallMessage,
  QueueState,
  ResumeAnswer,
  ResumeRequest,
  ScreenPop,
  ScreenPopWithdrawn,
  TaskMessage
} from '../../contracts/realtime.ts'
import { CONTACT_EVENTS } from '../kit/streams.ts'

interface Message {
  /** The Socket.IO event, or the CloudEvents type. */
  readonly name: string
  readonly summary: string
  readonly payload: TSchema
}

const answer = (data: TSchema): TSchema =>
  Type.Union([
    Type.Object({ ok: Type.Literal(true), data }),
    Type.Object({
      ok: Type.Literal(false),
      type: Type.String({ description: 'urn:perezvon:problem:<word>' }),
      message: Type.String()
    })
  ])

const FROM_SERVER: readonly Message[] = [
  {
    name: 'screen-pop',
    summary: 'Your phone rings: who calls, and why we think so; or a lead is put before you',
    payload: ScreenPop
  },
  { name: 'screen-pop:withdrawn', summary: 'The pop is no longer yours', payload: ScreenPopWithdrawn },
  { name: 'interaction', summary: 'An interaction as it is now', payload: InteractionChange },
  {
    name: 'interaction:hidden',
    summary: 'It is a customer’s now whom you do not see: no more is told of it',
    payload: InteractionHidden
  },
  { name: 'agent-state', summary: 'What a person does now', payload: AgentState },
  { name: 'queue', summary: 'Who waits in a queue', payload: QueueState },
  { name: 'feed-gap', summary: 'The link to an outside system was down for a while', payload: FeedGap },
  { name: 'task', summary: 'A task as it is now; with `change: reminder` its time has come', payload: TaskMessage },
  {
    name: 'changed',
    summary: 'A contact, company, team, custom field, segment, file or lead is not what it was: read it again',
    payload: Changed
  },
  { name: 'missed-call', summary: 'An entry of the list of missed calls as it is now', payload: MissedCallMessage }
]

const FROM_CLIENT: readonly (Message & { readonly reply: TSchema })[] = [
  {
    name: 'ack',
    summary: 'The pop was shown, opened or dismissed',
    payload: AckRequest,
    reply: answer(Type.Optional(Type.Null()))
  },
  {
    name: 'resume',
    summary: 'What did I miss since this cursor, and what is true now',
    payload: ResumeRequest,
    reply: answer(ResumeAnswer)
  },
  {
    name: 'active',
    summary: 'This page is the one the person looks at; it has no argument',
    payload: Type.Null(),
    reply: answer(Type.Optional(Type.Null()))
  }
]

const ON_THE_BUS: readonly Message[] = [
  ...CALL_EVENT_TYPES.map((name) => ({
    name,
    summary: 'The whole state of a call, after this happened',
    payload: CallEvent
  })),
  ...MESSAGE_EVENT_TYPES.map((name) => ({
    name,
    summary: 'The whole state of a message, after this happened',
    payload: MessageEvent
  })),
  { name: 'web.visit', summary: 'A visit to a site is shown a number of its own', payload: VisitEvent },
  { name: 'feed.gap', summary: 'The link of an adapter was down', payload: FeedGapEvent }
]

const BUS_SCHEMAS = { CallEvent, MessageEvent, VisitEvent, FeedGapEvent }

const keyOf = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, '-')
const schemaRef = (key: string) => ({ $ref: `#/components/schemas/${key}` })

function messagesOf(messages: readonly Message[], schemaOf: (message: Message) => string) {
  return Object.fromEntries(
    messages.map((message) => [
      keyOf(message.name),
      { name: message.name, summary: message.summary, payload: schemaRef(schemaOf(message)) }
    ])
  )
}

const refsTo = (channel: string, names: readonly string[]) =>
  names.map((name) => ({ $ref: `#/channels/${channel}/messages/${keyOf(name)}` }))

/** The AsyncAPI 3.0 document of what the hub says and hears beside REST, made from the contracts. */
export function asyncApi(): Record<string, unknown> {
  const busSchema = ({ payload }: Message): string =>
    Object.entries(BUS_SCHEMAS).find(([, schema]) => schema === payload)?.[0] ?? ''
  const answers = FROM_CLIENT.map(({ name, reply }) => ({
    name: `${name}.answer`,
    summary: `The answer to ${name}`,
    payload: reply
  }))
  const realtime = { $ref: '#/channels/realtime' }
  const schemas = Object.fromEntries([
    ...[...FROM_SERVER, ...FROM_CLIENT, ...answers].map(({ name, payload }) => [keyOf(name), payload] as const),
    ...Object.entries(BUS_SCHEMAS)
  ])
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Perezvon',
      version: '1.0.0',
      description:
        'Socket.IO at /realtime: sign in with the session cookie of a page of the same origin, with `auth: {token}`, or ' +
        'with `Authorization: Bearer`. An API key may add `auth: {token, user}` to receive the pops of that person. ' +
        'Every message of the client is answered through its Socket.IO acknowledgement.'
    },
    defaultContentType: 'application/json',
    servers: {
      hub: {
        host: '{host}',
        protocol: 'wss',
        description: 'the one port of the hub',
        variables: { host: { default: '127.0.0.1:8080' } }
      }
    },
    channels: {
      realtime: {
        address: '/realtime',
        description: 'Socket.IO (path /realtime, default namespace); the name of a message is that of the event',
        messages: messagesOf([...FROM_SERVER, ...FROM_CLIENT, ...answers], ({ name }) => keyOf(name))
      },
      contactEvents: {
        address: CONTACT_EVENTS,
        description: 'Inside the hub: a Redis stream of CloudEvents in JSON, from the adapters to the core',
        messages: messagesOf(ON_THE_BUS, busSchema)
      }
    },
    operations: {
      tell: {
        action: 'send',
        channel: realtime,
        messages: refsTo(
          'realtime',
          FROM_SERVER.map(({ name }) => name)
        )
      },
      ...Object.fromEntries(
        FROM_CLIENT.map(({ name }) => [
          name,
          {
            action: 'receive',
            channel: realtime,
            messages: refsTo('realtime', [name]),
            reply: { channel: realtime, messages: refsTo('realtime', [`${name}.answer`]) }
          }
        ])
      ),
      takeContactEvent: {
        action: 'receive',
        channel: { $ref: '#/channels/contactEvents' },
        messages: refsTo(
          'contactEvents',
          ON_THE_BUS.map(({ name }) => name)
        )
      }
    },
    components: { schemas }
  }
}
