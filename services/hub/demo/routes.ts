import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import { ACCOUNTS, CUSTOMERS, type Customer, LINES, PASSWORD, PHONES } from './company.ts'
import type { PhoneDeed, Telephones } from './telephones.ts'

const TEXT = {
  live: {
    ru: 'Живая демонстрация: настоящий Asterisk с пятью телефонами на этой машине. Нажмите «Звонит клиент».',
    en: 'A live demonstration: a real Asterisk with five phones on this machine. Press “A customer calls”.'
  },
  recorded: {
    ru: 'Запись: воспроизводится то, что однажды передал настоящий Asterisk. Телефоны отвечают сами.',
    en: 'A recording: it plays what a real Asterisk once said. The phones answer by themselves.'
  }
}

const CallBody = Type.Object(
  {
    customer: Type.Optional(Type.String({ pattern: '^\\+?[0-9]{3,15}$', description: "the caller's number" })),
    to: Type.Optional(Type.Enum(['5550100', '5550200', '5550300'], { type: 'string' }))
  },
  { additionalProperties: false }
)
const PhoneParams = Type.Object({
  extension: Type.Enum(['101', '102', '103', '104', '105'], { type: 'string' }),
  deed: Type.Enum(['answer', 'decline', 'hangup'], { type: 'string' })
})

/** Open to all: only the demonstration has these routes, and it listens on this machine. */
export function demoRoutes(instance: FastifyInstance, mode: 'live' | 'recorded', telephones: Telephones): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  let next = 0

  app.get('/api/v1/demo', { schema: { hide: true } as object }, async () => ({
    mode,
    text: TEXT[mode],
    phones: PHONES.map(({ extension, name }) => ({
      extension,
      name: ACCOUNTS.find((account) => account.extension === extension)?.name ?? name,
      state: telephones.stateOf(extension)
    })),
    customers: CUSTOMERS,
    lines: LINES.map(({ address, name }) => ({ address, name })),
    accounts: ACCOUNTS.map(({ login, name, extension }) => ({ login, password: PASSWORD, name, extension }))
  }))

  app.post(
    '/api/v1/demo/customer-call',
    { schema: { hide: true, body: Type.Union([CallBody, Type.Null()]) } as const },
    async (request, reply) => {
      const customer = request.body?.customer ? named(request.body.customer) : CUSTOMERS[next++ % CUSTOMERS.length]
      if (!customer) throw new HubError('bad-input', 'who calls?')
      const line = request.body?.to ?? '5550100'
      await telephones.call(customer, line)
      return reply.code(202).send({ customer, to: line })
    }
  )

  app.post(
    '/api/v1/demo/phones/:extension/:deed',
    { schema: { hide: true, params: PhoneParams } as const },
    async (request, reply) => {
      await telephones.act(request.params.extension, request.params.deed as PhoneDeed)
      return reply.code(204).send()
    }
  )
}

function named(number: string): Customer {
  const digits = number.replace('+', '')
  return CUSTOMERS.find((each) => each.number === `+${digits}`) ?? { number, name: number }
}
