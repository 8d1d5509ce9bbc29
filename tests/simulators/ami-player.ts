import { readFileSync } from 'node:fs'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whole manager messages, as text without their closing empty line. */
type RawMessage = string

interface AmiPlayerOptions {
  /** A recorded manager stream; or `messages`. */
  readonly file?: string | URL
  readonly messages?: readonly RawMessage[]
  /** 0 takes a free one. */
  readonly port?: number
  /** Between two messages: what the recording had (by Timestamp), none, or so many times faster. */
  readonly pace?: 'original' | 'fast' | number
  /** Shift times to now and give every playing its own unique ids, so that each is a new call. */
  readonly rebase?: boolean
  /** Refuse any other secret. */
  readonly secret?: string
  /** Answers an action in another way: its messages without ActionID, or undefined for the usual answer. */
  answer?(action: AmiAction): readonly RawMessage[] | null | undefined
}

export type AmiAction = Readonly<Record<string, string>>

/** A manager that accepts any login, answers plausibly that nothing is going on, and plays a recording. */
export interface AmiPlayer {
  readonly port: number
  /** All actions received, keys in lower case. */
  readonly actions: readonly AmiAction[]
  readonly sessions: number
  /** Bytes that the sessions have not taken yet: more than none, and a real manager would be waiting. */
  readonly waiting: number
  /** Sends the recording to every session that has logged in. Resolves when it is over. */
  play(): Promise<void>
  /** Sends bytes as they are. */
  send(raw: string | Uint8Array): void
  /** Cuts every session off. */
  drop(): void
  close(): Promise<void>
}

const header = (message: RawMessage, name: string): string | undefined =>
  new RegExp(`(?:^|\\r\\n)${name}: ?([^\\r\\n]*)`, 'i').exec(message)?.[1]

/** The events of a recorded stream, without the greeting and the answers to the recorder's own actions. */
export function eventsOf(recording: string): RawMessage[] {
  return recording
    .split('\r\n\r\n')
    .filter((message) => message.startsWith('Event: ') && header(message, 'ActionID') === undefined)
}

/** Moves a message in time by `shiftSeconds`: its Timestamp and every unique id made of seconds and a counter. */
function shifted(message: RawMessage, shiftSeconds: number, play: number): RawMessage {
  return message
    .replace(/(\r\nTimestamp: )(\d+)(\.\d+)/, (_, name, whole, part) => `${name}${Number(whole) + shiftSeconds}${part}`)
    .replace(/\b(1\d{9})\.(\d{1,9})\b/g, (all, whole, count) =>
      count.length === 6 ? all : `${Number(whole) + shiftSeconds}.${play * 100_000 + Number(count)}`
    )
    .replace(/(id: |channel: )(ctc-[A-Za-z0-9-]+)/gi, `$1$2-${play}`)
}

const LISTS: Readonly<Record<string, string>> = {
  coreshowchannels: 'CoreShowChannelsComplete',
  status: 'StatusComplete',
  bridgelist: 'BridgeListComplete',
  queuestatus: 'QueueStatusComplete',
  parkedcalls: 'ParkedCallsComplete'
}
const COMMANDS = [
  'CoreShowChannels',
  'Status',
  'BridgeList',
  'QueueStatus',
  'ParkedCalls',
  'Originate',
  'Hangup',
  'Setvar',
  'Ping'
]

function usualAnswer(action: AmiAction, secret: string | undefined): RawMessage[] {
  const name = (action['action'] ?? '').toLowerCase()
  const complete = LISTS[name]
  if (complete !== undefined) {
    return ['Response: Success\r\nEventList: start', `Event: ${complete}\r\nEventList: Complete\r\nListItems: 0`]
  }
  if (name === 'login') {
    const refused = secret !== undefined && action['secret'] !== secret
    return [
      refused
        ? 'Response: Error\r\nMessage: Authentication failed'
        : 'Response: Success\r\nMessage: Authentication accepted'
    ]
  }
  if (name === 'ping') return [`Response: Success\r\nPing: Pong\r\nTimestamp: ${(Date.now() / 1000).toFixed(6)}`]
  if (name === 'coresettings') return ['Response: Success\r\nAMIversion: 11.0.0\r\nAsteriskVersion: 22.10.1 (recorded)']
  if (name === 'corestatus') return ['Response: Success\r\nCoreStartupDate: 2026-01-01\r\nCoreStartupTime: 00:00:00']
  if (name === 'listcommands') return [`Response: Success\r\n${COMMANDS.map((one) => `${one}: recorded`).join('\r\n')}`]
  return ['Response: Success']
}

function parseAction(text: string): AmiAction {
  const action: Record<string, string> = {}
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) action[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  return action
}

export async function startAmiPlayer(options: AmiPlayerOptions): Promise<AmiPlayer> {
  const { file, pace = 'original' } = options
  const messages = options.messages ?? (file === undefined ? [] : eventsOf(readFileSync(file, 'utf8')))
  const sockets = new Set<net.Socket>()
  const loggedIn = new Set<net.Socket>()
  const actions: AmiAction[] = []
  let plays = 0

  const onAction = (socket: net.Socket, action: AmiAction) => {
    actions.push(action)
    const answer = options.answer?.(action)
    // null: the player keeps silent, as a manager that hangs would
    if (answer === null) return
    const id = action['actionid'] === undefined ? '' : `\r\nActionID: ${action['actionid']}`
    for (const message of answer ?? usualAnswer(action, options.secret)) {
      const [first, ...rest] = message.split('\r\n')
      socket.write(`${[`${first}${id}`, ...rest].join('\r\n')}\r\n\r\n`)
      if (action['action']?.toLowerCase() === 'login' && message.startsWith('Response: Success')) loggedIn.add(socket)
    }
  }

  const server = net.createServer((socket) => {
    sockets.add(socket)
    let text = ''
    socket.setNoDelay(true)
    socket.write('Asterisk Call Manager/11.0.0\r\n')
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8')
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const action = parseAction(text.slice(0, end))
        text = text.slice(end + 4)
        onAction(socket, action)
      }
    })
    const gone = () => {
      sockets.delete(socket)
      loggedIn.delete(socket)
    }
    socket.on('close', gone)
    socket.on('error', gone)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })

  const send = (raw: string | Uint8Array) => {
    for (const socket of loggedIn) socket.write(raw)
  }
  const secondsOf = (message: RawMessage): number => Number(header(message, 'Timestamp') ?? Number.NaN)

  return {
    port: (server.address() as net.AddressInfo).port,
    actions,
    get sessions() {
      return loggedIn.size
    },
    get waiting() {
      let bytes = 0
      for (const socket of loggedIn) bytes += socket.writableLength
      return bytes
    },
    send,
    async play() {
      const speed = pace === 'original' ? 1 : pace === 'fast' ? Number.POSITIVE_INFINITY : pace
      const play = ++plays
      const first = messages.map(secondsOf).find((at) => !Number.isNaN(at)) ?? 0
      const shift = options.rebase === true ? Math.floor(Date.now() / 1000 - first) : 0
      const began = Date.now()
      for (const message of messages) {
        const due = began + ((secondsOf(message) - first) * 1000) / speed
        if (due - Date.now() > 1) await sleep(due - Date.now())
        send(`${options.rebase === true ? shifted(message, shift, play) : message}\r\n\r\n`)
      }
    },
    drop() {
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    }
  }
}
