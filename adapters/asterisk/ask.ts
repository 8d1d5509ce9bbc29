import type { AmiConnection } from './client.ts'
import type { AmiMessage } from './model/message.ts'
import type { Memory, Picture } from './model/picture.ts'

/** What an administrator is told of a PBX. */
export interface PbxFacts {
  readonly version: string
  readonly startedAt: string
  readonly missing: readonly string[]
}

const NEEDED: readonly (readonly [action: string, without: string])[] = [
  ['CoreShowChannels', 'calls cannot be mended after a break (write = reporting)'],
  ['Status', 'after a break, times and holds are estimates (write = reporting)'],
  ['QueueStatus', 'waiting customers are not seen after a break (write = reporting)'],
  ['Originate', 'click-to-call is not possible (write = originate)'],
  ['Hangup', 'calls cannot be hung up (write = call)'],
  ['Setvar', 'colleagues see the wrong number on a click-to-call (write = call)']
]

export async function askFacts(connection: AmiConnection): Promise<PbxFacts> {
  const [settings, status, commands] = await Promise.all([
    connection.action('CoreSettings'),
    connection.action('CoreStatus'),
    connection.action('ListCommands')
  ])
  const missing = NEEDED.filter(([action]) => commands[action.toLowerCase()] === undefined).map(
    ([action, without]) => `${action}: ${without}`
  )
  return {
    version: settings['asteriskversion'] ?? connection.greeting,
    startedAt: `${status['corestartupdate'] ?? ''} ${status['corestartuptime'] ?? ''}`.trim(),
    missing: commands['response'] === 'Success' ? missing : []
  }
}

function seconds(duration: string | undefined): number {
  const parts = (duration ?? '').split(':').map(Number)
  return parts.some(Number.isNaN) ? 0 : parts.reduce((sum, part) => sum * 60 + part, 0)
}

/** The unique ids of all channels there are; null if we may not know. */
export async function askChannels(connection: AmiConnection): Promise<Set<string> | null> {
  const channels = await connection.list('CoreShowChannels', {}, 10_000)
  return channels === null ? null : new Set(channels.map((message) => message['uniqueid'] ?? ''))
}

const isBridge = (message: AmiMessage): boolean =>
  message['event'] === 'BridgeListItem' && message['bridgeuniqueid'] !== undefined

/** What a PBX remembers of each channel, beside how it is: asked of all channels at once. */
const REMEMBERED = {
  start: 'CDR(start,u)',
  answer: 'CDR(answer,u)',
  onHold: 'CHANNEL(onhold)',
  sentBy: 'BLINDTRANSFER',
  recording: 'MIXMONITOR_FILENAME'
} as const

/** `1795443379.144773`; `0.000000` and nothing at all are no moment. */
function momentUs(text: string | undefined): number | null {
  const parts = /^(\d{9,11})\.(\d{6})$/.exec(text ?? '')
  return parts === null ? null : Number(parts[1]) * 1_000_000 + Number(parts[2])
}

function memoryOf(message: AmiMessage): Memory {
  const variable = (name: string): string | null => {
    const value = message[`variable:${name}`] ?? ''
    return value === '' || value === '(null)' ? null : value
  }
  const onHold = variable(REMEMBERED.onHold)
  return {
    start: momentUs(variable(REMEMBERED.start) ?? undefined),
    answer: momentUs(variable(REMEMBERED.answer) ?? undefined),
    onHold: onHold === null ? null : onHold === '1',
    dialled: message['dnid'] || null,
    sentBy: variable(REMEMBERED.sentBy),
    recording: variable(REMEMBERED.recording)
  }
}

/** What is so on the PBX now: channels and what it remembers of them, bridges, who waits in queues, who is parked. */
export async function askPicture(connection: AmiConnection): Promise<Picture> {
  const [channels, status, bridges, queues, parked] = await Promise.all([
    connection.list('CoreShowChannels', {}, 10_000),
    connection.list('Status', { Variables: Object.values(REMEMBERED).join(',') }, 10_000),
    connection.list('BridgeList', {}, 10_000),
    connection.list('QueueStatus', {}, 10_000),
    connection.list('ParkedCalls', {}, 10_000)
  ])
  const memories = new Map((status ?? []).map((message) => [message['uniqueid'] ?? '', memoryOf(message)]))
  return {
    channels: (channels ?? [])
      .filter((message) => message['event'] === 'CoreShowChannel')
      .map((message) => ({
        ...{ message, seconds: seconds(message['duration']), bridge: message['bridgeid'] || null },
        memory: memories.get(message['uniqueid'] ?? '')
      })),
    bridges: (bridges ?? []).filter(isBridge),
    waiting:
      queues
        ?.filter((message) => message['event'] === 'QueueEntry')
        .map((message) => ({
          ...{ id: message['uniqueid'] ?? '', queue: message['queue'] ?? '' },
          seconds: Number(message['wait']) || 0
        })) ?? null,
    parked: parked?.map((message) => message['parkeeuniqueid'] ?? '') ?? null
  }
}
