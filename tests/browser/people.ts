import type { Browser, Page } from 'playwright-core'
import { createClient } from 'redis'
import type { Test } from 'tap'
import type { Contact, NewContact } from '../../contracts/contact.ts'
import type { Role } from '../../contracts/words.ts'
import { CONTACT_EVENTS } from '../../services/kit/streams.ts'
import { agent, callEvent } from '../call-events.ts'
import { type Hub, startHub } from '../hub.ts'
import { until } from '../until.ts'
import { openDesk, startBrowser } from './browser.ts'

const YAML = `
region: RU
lines: [{ address: "5550100", name: Продажи }]
adapters: []
`

interface Told {
  readonly from: string
  readonly minutesAgo: number
  /** Seconds that the agent with this extension talked; without it nobody answered. */
  readonly talk?: { readonly extension: string; readonly seconds: number }
  readonly direction?: 'inbound' | 'outbound'
}

interface Seat {
  readonly page: Page
  readonly complaints: string[]
  readonly id: string
}

export interface People {
  readonly hub: Hub
  readonly browser: Browser
  contact(contact: NewContact): Promise<Contact>
  /** Tells of a call that is over, as an adapter does; answers its interaction's id when the hub has it. */
  call(told: Told): Promise<string>
  /** Tells of a letter that came, as an adapter does; answers its interaction's id when the hub has it. */
  letter(letter: { from: string; subject: string; text: string }): Promise<string>
  /** The desktop of an agent with a phone, or of somebody with another role, who is made for it. */
  desk(login: string, extension: string, locale?: string, role?: Role): Promise<Seat>
}

/** A hub without a PBX and a browser: what was on the telephone is told on the bus. */
export async function openPeople(t: Test, yaml = YAML): Promise<People> {
  const hub = await startHub(t, yaml)
  const browser = await startBrowser(t)
  const redis = createClient({ url: hub.redis.url })
  redis.on('error', () => undefined)
  await redis.connect()
  t.teardown(() => redis.destroy())
  let serial = 0

  async function call({ from, minutesAgo, talk, direction = 'inbound' }: Told): Promise<string> {
    serial++
    const began = Date.now() - minutesAgo * 60_000
    const at = (seconds: number): string => new Date(began + seconds * 1000).toISOString()
    const answeredAt = talk ? at(5) : null
    const endedAt = at(talk ? 5 + talk.seconds : 20)
    const name = `${Math.floor(began / 1000)}.${serial}`
    const spoke = talk && {
      state: 'null' as const,
      offeredAt: at(1),
      answeredAt,
      leftAt: endedAt,
      outcome: 'answered' as const,
      talkSeconds: talk.seconds
    }
    const snapshot = {
      direction,
      state: 'ended' as const,
      outcome: talk ? ('answered' as const) : ('abandoned' as const),
      startedAt: at(0),
      answeredAt,
      endedAt,
      waitSeconds: 5,
      talkSeconds: talk?.seconds ?? 0,
      remote: { raw: from, name: null },
      participants: talk ? [agent(talk.extension, spoke)] : []
    }
    return tell(callEvent(name, Date.now() * 1000 + serial, snapshot, 'call.ended'), name)
  }

  async function tell(event: object, name: string): Promise<string> {
    await redis.xAdd(CONTACT_EVENTS, '*', { m: JSON.stringify(event) })
    let id: string | undefined
    await until(async () => {
      id = (await hub.interactions()).find((one) => one.source.ids.includes(name))?.id
      return id !== undefined
    })
    return id ?? ''
  }

  async function letter({ from, subject, text }: { from: string; subject: string; text: string }): Promise<string> {
    serial++
    const [name, time] = [`letter-${serial}`, new Date().toISOString()]
    const key = `imap:mail1:${name}`
    const event = {
      specversion: '1.0',
      id: `${key}@1`,
      source: '/imap/mail1',
      subject: key,
      time,
      type: 'email.received'
    }
    const remote = { raw: from, name: null, kind: 'email' }
    const data = {
      ...{ version: 1, channel: 'email', direction: 'inbound', startedAt: time, endedAt: time, line: null, remote },
      ...{ subject, text, agents: [], ids: [name], estimated: [] }
    }
    return tell({ ...event, datacontenttype: 'application/json', data }, name)
  }

  return {
    hub,
    browser,
    call,
    letter,
    async contact(body) {
      const made = await hub.api<Contact>('POST', '/contacts', body)
      if (made.status !== 201) throw new Error(`no contact: ${JSON.stringify(made.body)}`)
      return made.body
    },
    async desk(login, extension, locale = 'ru-RU', role = 'agent') {
      const { id, socket } = await hub.agent(t, login, extension, role)
      socket.close() // the browser is their only page
      const { page, complaints } = await openDesk(browser, hub.url, login, `${login}-password`, locale)
      return { page, complaints, id }
    }
  }
}
