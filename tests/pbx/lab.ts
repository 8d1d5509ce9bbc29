import type { Test } from 'tap'
import { type Hub, startHub } from '../hub.ts'
import { until } from '../until.ts'
import { type Pbx, startPbx } from './asterisk.ts'

interface Lab {
  readonly pbx: Pbx
  readonly hub: Hub
}

/** hub.yaml for a PBX of the laboratory. */
export const labYaml = (pbx: Pick<Pbx, 'amiPort'>, secret = 'hub-secret', more = ''): string => `
region: RU
dialing: { allow: ["+7", "internal"], deny: ["+7809"] }
lines:
  - { address: "5550100", name: Sales, source: yandex-ads }
adapters:
  - name: pbx1
    system: asterisk
    ami: { host: 127.0.0.1, port: ${pbx.amiPort}, username: hub, secret: ${secret} }
    endpoint: "PJSIP/{extension}"
    context: internal
    outboundPrefix: "9"
    trunks: ["PJSIP/trunk"]
${more}`

/** Lines of the adapter that bring ARI into it; a phone rings for 5 s. */
export const ariYaml = ({ httpPort }: Pick<Pbx, 'httpPort'>, password = 'hub-ari-secret'): string => `
    ari: { url: "http://127.0.0.1:${httpPort}/ari", username: hub, password: ${password} }
    ringSeconds: 5
`

/** A real Asterisk and a whole hub that is connected to it; `more`: further lines of the adapter in hub.yaml. */
export async function openLab(t: Test, more?: (pbx: Pbx) => string, launcher?: string): Promise<Lab> {
  const pbx = await startPbx(t, launcher)
  const hub = await startHub(t, labYaml(pbx, undefined, more?.(pbx)))
  await untilConnected(hub)
  return { pbx, hub }
}

interface Health {
  readonly adapters: readonly { readonly state: string; readonly summary: string }[]
}

/** Waits until the health page says that the PBX is there. */
export async function untilConnected(hub: Hub): Promise<void> {
  let last: Health['adapters'][number] | undefined
  const isUp = async (): Promise<boolean> => {
    last = (await hub.api<Health>('GET', '/health')).body.adapters[0]
    return last?.state === 'up'
  }
  await until(isUp, 60_000).catch(() => {
    throw new Error(`the PBX is not connected: ${last?.state}: ${last?.summary}`)
  })
}
