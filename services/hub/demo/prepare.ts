import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Logger } from 'pino'
import type { HubConfig } from '../../../contracts/config.ts'
import type { Service, ServiceDeps } from '../../kit/service.ts'
import { fetchBox } from '../box.ts'
import { keepPorts } from '../free-port.ts'
import type { Secrets } from '../secrets.ts'
import { runServer, type ServerProcess } from '../server-process.ts'
import { ACCOUNTS, demoConfig, PASSWORD, PHONES } from './company.ts'
import { layOut } from './instance.ts'
import { recordedTelephones } from './player.ts'
import { createDemoService } from './service.ts'
import { liveTelephones, type Telephones } from './telephones.ts'

interface DemoOptions {
  readonly root: string
  readonly dataDir: string
  readonly secrets: Secrets
  readonly say: (line: string) => void
  readonly log: Logger
}

interface Demo {
  readonly hub: HubConfig
  /** For the person at the terminal: which of the two demonstrations this is, and how to sign in. */
  readonly notice: string
  createService(deps: ServiceDeps): Service
  stop(): Promise<void>
}

type Ports = Record<'ami' | 'http' | 'sip' | 'outsideAmi' | 'phones' | 'carrier' | 'rtp', number>

/** What the hub runs with when there is no hub.yaml: a real Asterisk where one can be had, else a recording of one. */
export async function prepareDemo(options: DemoOptions): Promise<Demo> {
  const { dataDir, secrets } = options
  const home = join(dataDir, 'demo-pbx')
  await mkdir(home, { recursive: true, mode: 0o700 })
  const ports: Ports = await keepPorts(join(home, 'ports.json'), [
    ...(['ami', 'http', 'sip', 'outsideAmi', 'phones', 'carrier', 'rtp'] as const)
  ])
  const hub = demoConfig(ports.ami, secrets.amiSecret)
  const { mode, what, telephones, servers } = await startTelephones(options, home, ports)
  const logins = ACCOUNTS.map(({ login }) => login).join(', ')
  return {
    hub,
    notice: `${what}; sign in as ${logins} with the password ${PASSWORD}`,
    createService: (deps) => createDemoService(deps, mode, telephones),
    async stop() {
      telephones.close()
      await Promise.all(servers.map((server) => server.stop()))
    }
  }
}

interface Started {
  readonly mode: 'live' | 'recorded'
  readonly what: string
  readonly telephones: Telephones
  readonly servers: readonly ServerProcess[]
}

async function startTelephones(options: DemoOptions, home: string, ports: Ports): Promise<Started> {
  const { root, secrets, say, log } = options
  const box = await fetchBox(root, 'asterisk')
  if ('missing' in box) say(box.missing)
  else {
    try {
      const what = `a live demonstration on a real ${await versionOf(box.path)}, all on this machine`
      return { mode: 'live', what, ...(await startLive(options, home, ports, box.path)) }
    } catch (err) {
      log.debug({ err }, 'no live demonstration')
      say(`the live demonstration does not start: ${(err as Error).message}`)
    }
  }
  const telephones = await recordedTelephones(root, ports.ami, secrets.amiSecret)
  const what = 'a recorded demonstration: it plays what a real Asterisk once said'
  return { mode: 'recorded', what, telephones, servers: [] }
}

async function startLive(
  { root, secrets, log }: DemoOptions,
  home: string,
  ports: Ports,
  launcher: string
): Promise<Pick<Started, 'telephones' | 'servers'>> {
  const values = {
    amiSecret: secrets.amiSecret,
    phoneSecret: secrets.phoneSecret,
    sipPort: String(ports.sip),
    phonesPort: String(ports.phones),
    carrierPort: String(ports.carrier),
    httpPort: String(ports.http),
    ...Object.fromEntries(PHONES.map(({ extension, name }) => [`name${extension}`, name]))
  }
  const phones = PHONES.map(({ extension, name }) => ({ extension, name }))
  const rtp = rtpRange(ports.rtp)
  const common = { root, launcher, phones }
  const plans = await Promise.all([
    layOut({
      ...common,
      kind: 'pbx',
      name: "the demonstration's PBX",
      home: join(home, 'pbx'),
      values: { ...values, ...rtp(0), extraModules: PBX_MODULES.map((name) => `load = ${name}.so`).join('\n') },
      amiPort: ports.ami
    }),
    layOut({
      ...common,
      kind: 'outside',
      name: "the demonstration's telephones",
      home: join(home, 'outside'),
      values: { ...values, ...rtp(1), extraModules: '' },
      amiPort: ports.outsideAmi
    })
  ])
  const servers: ServerProcess[] = []
  try {
    // The PBX first: the phones register as soon as they are up.
    for (const plan of plans) servers.push(await runServer(plan, log))
  } catch (err) {
    await Promise.all(servers.map((server) => server.stop()))
    throw err
  }
  const extensions = PHONES.map(({ extension }) => extension)
  return { telephones: await liveTelephones(ports.outsideAmi, secrets.amiSecret, extensions), servers }
}

const PBX_MODULES = [
  'app_queue',
  'app_directed_pickup',
  'res_parking',
  'res_http_websocket',
  'res_websocket_client',
  'res_stasis',
  'res_stasis_answer',
  'res_stasis_playback',
  'res_stasis_recording',
  'res_stasis_snoop',
  'res_ari',
  'res_ari_model',
  'res_ari_asterisk',
  'res_ari_bridges',
  'res_ari_channels',
  'res_ari_endpoints',
  'res_ari_events',
  'res_manager_devicestate',
  'app_stasis'
]

/** 200 ports for each instance; Asterisk passes over those that are in use. */
function rtpRange(seed: number): (index: number) => { rtpFrom: string; rtpTo: string } {
  const from = 20_000 + (seed % 25) * 400
  return (index) => ({ rtpFrom: String(from + index * 200), rtpTo: String(from + index * 200 + 199) })
}

async function versionOf(launcher: string): Promise<string> {
  const { stdout } = await promisify(execFile)(launcher, ['-V'], { timeout: 10_000 })
  return /^Asterisk [0-9.]+/.exec(stdout)?.[0] ?? 'Asterisk'
}
