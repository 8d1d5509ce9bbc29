import type { Test } from 'tap'
import type { LeadOffer } from '../../../contracts/lead-offer.ts'
import type { NewLeadRule } from '../../../contracts/lead-rule.ts'
import type { User } from '../../../contracts/rest.ts'
import { until } from '../../../tests/until.ts'
import { GATEWAYS_CHANNEL, pageSeat } from '../../kit/gateways.ts'
import { type Ask, addUser, type Core, signIn } from '../harness.test.ts'

interface Rep {
  readonly user: User
  readonly ask: Ask
  /** Opens a page. */
  come(): Promise<void>
  /** Closes all pages. */
  go(): Promise<void>
}

/** Says who has a page open, as a gateway does. */
export async function startGateway(t: Test, core: Core) {
  const seats = new Map<string, number>()
  const say = (message: object): Promise<unknown> =>
    core.redis.publish(GATEWAYS_CHANNEL, JSON.stringify({ from: 'the-gateway', ...message })).catch(() => {})
  const sit = (): Promise<unknown> => say({ kind: 'seats', seats: [...seats] })
  const timer = setInterval(() => void sit(), 500)
  t.teardown(() => clearInterval(timer))
  const offers = (): LeadOffer[] =>
    core.told.flatMap(({ item }) => (item.type === 'lead-offer' ? [item.data as LeadOffer] : []))
  return {
    /** All that was told of offers, in its order. */
    offers,
    /** In words: `anna` was asked, `anna: taken`. */
    story: (): string[] =>
      offers().map(({ user, kind, outcome, why, call }) => {
        const name = user.name.split(' ')[0]
        if (outcome !== null) return `${name}: ${outcome}`
        return `${name}${kind === 'person' ? '' : ` (${why})`}${call === null ? '' : `, call ${call}`}`
      }),
    async told(line: string): Promise<LeadOffer> {
      const find = (): LeadOffer | undefined => offers()[this.story().lastIndexOf(line)]
      await until(() => find() !== undefined).catch(() => {
        throw new Error(`'${line}' was not told: ${this.story().join('; ')}`)
      })
      return find() as LeadOffer
    },
    async rep(login: string, role: User['role'] = 'agent', extensions: string[] = []): Promise<Rep> {
      const user = await addUser(core, login, role, extensions)
      const ask = await signIn(core, login)
      return {
        user,
        ask,
        async come() {
          seats.set(pageSeat(user.id), Date.now())
          await say({ kind: 'seats', seats: [[pageSeat(user.id), Date.now()]] })
        },
        async go() {
          seats.delete(pageSeat(user.id))
          await say({ kind: 'seats', seats: [[pageSeat(user.id), null]] })
        }
      }
    },
    async rule(rule: Partial<NewLeadRule> = {}): Promise<string> {
      const { status, body } = await core.ask('POST', '/api/v1/lead-rules', { name: 'All', ...rule })
      if (status !== 201) throw new Error(JSON.stringify(body))
      return body.id
    }
  }
}
