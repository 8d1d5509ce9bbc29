import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import type { ServerPlan } from '../server-process.ts'

interface InstanceOptions {
  readonly name: string
  /** deploy/demo-pbx/<kind> and deploy/demo-pbx/common are its configuration. */
  readonly kind: 'pbx' | 'outside'
  readonly root: string
  readonly home: string
  /** Asterisk's launcher, with `modules` and `data` beside it. */
  readonly launcher: string
  /** For the templates' {{words}}. */
  readonly values: Readonly<Record<string, string>>
  readonly phones: readonly Readonly<Record<string, string>>[]
  readonly amiPort: number
}

/** Lays out one Asterisk's folder anew and says how to run it. */
export async function layOut(options: InstanceOptions): Promise<ServerPlan> {
  const { name, kind, root, home, launcher, amiPort } = options
  const box = dirname(launcher)
  await rm(home, { recursive: true, force: true })
  for (const each of ['etc', 'lib/keys', 'spool/tmp', 'run', 'log', 'music']) {
    mkdirSync(join(home, each), { recursive: true, mode: 0o700 })
  }
  symlinkSync(join(box, 'data/sounds/en/vm-intro.gsm'), join(home, 'music/hold.gsm')) // the longest of the core sounds
  const templates = join(root, 'deploy/demo-pbx')
  const phone = readFileSync(join(templates, kind, 'phone.conf'), 'utf8')
  const values = {
    ...options.values,
    home,
    modules: join(box, 'modules'),
    data: join(box, 'data'),
    amiPort: String(amiPort)
  }
  const phones = options.phones.map((each) => fill(phone, { ...values, ...each })).join('')
  for (const folder of ['common', kind]) {
    for (const file of readdirSync(join(templates, folder)).filter((each) => each !== 'phone.conf')) {
      const text = fill(readFileSync(join(templates, folder, file), 'utf8'), { ...values, phones })
      writeFileSync(join(home, 'etc', file), text, { mode: 0o600 })
    }
  }
  return {
    name,
    key: kind,
    stateDir: dirname(home), // `home` itself is laid out anew at each start
    cwd: home,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', HOME: home },
    command: [launcher, '-f', '-C', join(home, 'etc/asterisk.conf')],
    stopSignal: 'SIGTERM',
    readyTimeoutMs: 30_000,
    isReady: () => greets(amiPort)
  }
}

/** Throws for a word that nothing stands for: a typing error in a template. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, word: string) => {
    const value = values[word]
    if (value === undefined) throw new Error(`the template names {{${word}}}, and there is no such value`)
    return value
  })
}

/** Its manager interface says hello. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const done = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1_000, () => done(false))
    socket.once('data', () => done(true))
    socket.once('error', () => done(false))
  })
}
