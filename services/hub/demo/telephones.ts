import { setTimeout as sleep } from 'node:timers/promises'
import { HubError } from '../../../contracts/errors.ts'
import { type AmiLink, keepAmi } from './ami.ts'
import type { Customer } from './company.ts'
import { channelOf, follow, type Legs, type PhoneState, stateOf } from './phones.ts'

export type PhoneDeed = 'answer' | 'decline' | 'hangup'

/** The simulated phones and customers. */
export interface Telephones {
  stateOf(extension: string): PhoneState
  /** A customer dials `line`. */
  call(customer: Customer, line: string): Promise<void>
  /** Throws HubError 'conflict' when the phone is not in that state. */
  act(extension: string, deed: PhoneDeed): Promise<void>
  close(): void
}

const REGISTER_MS = 6_000

const MAX_CALLS = 20
const PATIENCE_MS = 60_000
const DECLINED = '21' // Q.850: call rejected

/** Phones and customers on the demonstration's second Asterisk. Resolves when the phones are at the PBX, or soon after. */
export async function liveTelephones(port: number, secret: string, extensions: readonly string[]): Promise<Telephones> {
  let legs: Legs = new Map()
  let link: AmiLink | undefined
  const customers = new Set<string>()
  const registered = new Set<string>()

  const ami = keepAmi({
    port,
    username: 'perezvon',
    secret,
    onUp(up) {
      legs = new Map() // that Asterisk has just come up: there are no calls on it
      link = up
    },
    onDown() {
      link = undefined
      legs = new Map()
      customers.clear()
    },
    onEvent(event) {
      if (event['Event'] === 'OutboundRegistrationDetail' && event['Status'] === 'Registered') {
        registered.add(event['ObjectName'] ?? '')
      }
      legs = follow(legs, event, extensions)
      const { Event: name = '', Channel: channel = '' } = event
      if (name === 'Newchannel' && channel.startsWith('PJSIP/carrier-')) customers.add(channel)
      if (name === 'Hangup') customers.delete(channel)
    }
  })

  async function act(name: string, fields: Record<string, string>): Promise<void> {
    if (!link) throw new HubError('unavailable', "the demonstration's telephones are starting: try again")
    const { Response, Message } = await link.action(name, fields)
    if (Response !== 'Success') throw new HubError('conflict', `the telephone says: ${Message ?? 'no'}`)
  }

  const deadline = Date.now() + REGISTER_MS
  while (registered.size < extensions.length && Date.now() < deadline) {
    await link?.action('PJSIPShowRegistrationsOutbound').catch(() => {}) // asked again
    await sleep(50)
  }
  return {
    stateOf: (extension) => stateOf(legs, extension),
    async call(customer, line) {
      if (customers.size >= MAX_CALLS) throw new HubError('too-many-requests', 'enough customers are calling already')
      await act('Originate', {
        Channel: `PJSIP/${line}@carrier`,
        Context: 'customer',
        Exten: 's',
        Priority: '1',
        CallerID: `<${customer.number.replace('+', '')}>`,
        Timeout: String(PATIENCE_MS),
        Async: 'true'
      })
    },
    async act(extension, deed) {
      const channel = channelOf(legs, extension, deed === 'hangup')
      if (!channel)
        throw new HubError('conflict', `phone ${extension} ${deed === 'hangup' ? 'has no call' : 'does not ring'}`)
      if (deed === 'answer') await act('Redirect', { Channel: channel, Context: 'answered', Exten: 's', Priority: '1' })
      else await act('Hangup', { Channel: channel, ...(deed === 'decline' ? { Cause: DECLINED } : {}) })
    },
    close: () => ami.close()
  }
}
