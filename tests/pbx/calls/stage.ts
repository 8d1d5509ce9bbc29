import type { Test } from 'tap'
import { type Hub, startHub } from '../../hub.ts'
import { until } from '../../until.ts'
import { launchers, type Pbx, startPbx, type Version } from '../asterisk.ts'
import { type Manager, openManager } from '../manager.ts'
import { type Phone, startOutsidePhone, startPhone } from '../phone.ts'
import type { Step } from '../scenario.ts'
import { type SippRun, scriptWaits } from '../sipp.ts'
import { openWire, type Wire } from './wire.ts'

/** The hub meets the same PBX twice: over a link that holds, and over one that is cut in the middle of every call. */
const LINKS = ['steady', 'cut'] as const
export type LinkName = (typeof LINKS)[number]

/** One PBX with its phones, and a hub of its own that listens to it. */
export interface Stage {
  readonly version: Version
  readonly pbx: Pbx
  readonly hub: Hub
  /** Another program that does things to calls. */
  readonly manager: Manager
  readonly wires: Readonly<Record<LinkName, Wire>>
  /** The registered phone of an extension, or another one of the same extension; the same ones for all rows. */
  phone(extension: string, which?: number): Promise<Phone>
  /** The phone of somebody outside, who calls in from this number, or another one with the same number. */
  outside(number: string, which?: number): Promise<Phone>
  /** The phone of somebody outside, who can be called at this number: one at a time. */
  callee(number: string): Promise<Phone>
  /** Whoever is called next at extension 120, or outside at a number 8800555xxxx, does so. */
  script(where: 'inside' | 'outside', steps: readonly Step[]): Promise<void>
  phones(): Phone[]
}

/** The contact that the hub knows by this number. */
export const OLGA = { number: '84951234567', name: 'Ольга Петрова' } as const

const stageYaml = (wires: Stage['wires'], endpoint: string): string => `
region: RU
dialing: { allow: ["+7", "internal"] }
lines:
  - { address: "5550100", name: Sales, source: yandex-ads }
adapters:
${LINKS.map(
  (name) => `
  - name: ${name}
    system: asterisk
    ami: { host: 127.0.0.1, port: ${wires[name].port}, username: hub, secret: hub-secret }
    endpoint: "${endpoint}"
    ringSeconds: 5
    context: internal
    outboundPrefix: "9"
    trunks: ["PJSIP/trunk"]`
).join('')}
`

/** `endpoint`: how the hub is to reach a person's extension. */
export async function openStage(
  t: Pick<Test, 'teardown'>,
  version: Version,
  endpoint = 'PJSIP/{extension}'
): Promise<Stage> {
  const pbx = await startPbx(t, launchers[version])
  const wires = { steady: await openWire(t, pbx.amiPort), cut: await openWire(t, pbx.amiPort) }
  const hub = await startHub(t as Test, stageYaml(wires, endpoint))
  await untilAllConnected(hub)
  const made = await hub.api('POST', '/contacts', { displayName: OLGA.name, phones: [{ number: OLGA.number }] })
  if (made.status !== 201) throw new Error(`no contact: ${JSON.stringify(made.body)}`)
  const anna = { login: 'anna', name: 'Anna', role: 'agent', extensions: ['101'], password: 'anna-password' }
  const user = await hub.api('POST', '/users', anna)
  if (user.status !== 201) throw new Error(`no user: ${JSON.stringify(user.body)}`)
  const manager = await openManager(t, pbx.amiPort)
  const known = new Map<string, Promise<Phone>>()
  const ready: Phone[] = []
  let scripted: SippRun | undefined
  const once = (key: string, start: () => Promise<Phone>): Promise<Phone> => {
    const there = known.get(key)
    if (there) return there
    const starting = start().then((phone) => {
      ready.push(phone)
      return phone
    })
    known.set(key, starting)
    return starting
  }
  return {
    version,
    pbx,
    hub,
    manager,
    wires,
    phone: (extension, which = 1) => once(`${extension}.${which}`, () => startPhone(t, pbx, extension)),
    outside: (number, which = 1) => once(`from ${number}.${which}`, () => startOutsidePhone(t, pbx, number)),
    callee: (number) => once(`to ${number}`, () => startOutsidePhone(t, pbx, number, pbx.carrierPort)),
    async script(where, steps) {
      scripted?.kill()
      await scripted?.done
      scripted = await scriptWaits(t, pbx, where, steps)
    },
    phones: () => ready
  }
}

export async function untilAllConnected(hub: Hub): Promise<void> {
  await until(async () => {
    const { body } = await hub.api<{ adapters: { state: string }[] }>('GET', '/health')
    return body.adapters.length === LINKS.length && body.adapters.every(({ state }) => state === 'up')
  }, 60_000)
}
