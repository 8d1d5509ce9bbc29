import type { Test } from 'tap'
import { type AmiConnection, type AmiFields, connectAmi } from '../../adapters/asterisk/client.ts'
import type { AmiMessage } from '../../adapters/asterisk/model/message.ts'

/** Another program at the PBX's manager port, such as an operator's panel: it does things to calls. */
export interface Manager {
  /** Throws when the PBX refuses. */
  action(name: string, fields: AmiFields): Promise<AmiMessage>
  /** The channels of a phone (`PJSIP/101`), oldest first. */
  channelsOf(endpoint: string): Promise<string[]>
  /** What RFC 3891 calls the phone's youngest dialog: `?Replaces=…`, to be sent in a REFER on its other one. */
  replaces(endpoint: string): Promise<string>
}

const clock = {
  now: () => Date.now(),
  after(delayMs: number, callback: () => void) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  }
}

export async function openManager(t: Pick<Test, 'teardown'>, amiPort: number): Promise<Manager> {
  const ami = await connectAmi(
    { host: '127.0.0.1', port: amiPort, tls: false },
    { onEvent() {}, onFault() {}, onClose() {} },
    clock
  )
  t.teardown(() => ami.close('the test is over'))
  const manager = createManager(ami)
  await manager.action('Login', { Username: 'hub', Secret: 'hub-secret', Events: 'off' })
  return manager
}

function createManager(ami: AmiConnection): Manager {
  const action: Manager['action'] = async (name, fields) => {
    const answer = await ami.action(name, fields)
    if (answer['response'] === 'Error') throw new Error(`the PBX refused ${name}: ${answer['message']}`)
    return answer
  }
  const channelsOf: Manager['channelsOf'] = async (endpoint) => {
    const names = ((await ami.list('CoreShowChannels')) ?? []).map((each) => each['channel'] ?? '')
    return names.filter((name) => name.startsWith(`${endpoint}-`)).sort()
  }
  return {
    action,
    channelsOf,
    async replaces(endpoint) {
      const Channel = (await channelsOf(endpoint)).at(-1)
      const read = async (what: string): Promise<string> =>
        (await action('Getvar', { Channel, Variable: `CHANNEL(pjsip,${what})` }))['value'] ?? ''
      const [id, ours, theirs] = [await read('call-id'), await read('local_tag'), await read('remote_tag')]
      return `?Replaces=${encodeURIComponent(`${id};to-tag=${ours};from-tag=${theirs}`)}`
    }
  }
}
