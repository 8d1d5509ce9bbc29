import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { HubError } from '../../../contracts/errors.ts'
import { readRecording, rewrite } from './recording.ts'
import type { Telephones } from './telephones.ts'

const RECORDING = 'adapters/asterisk/recordings/queue-ringing-answered.ami'
const SLOWER = 4
const MAX_CALLS = 5

/** The list actions that a hub asks at connect: there is nothing on this PBX. */
const LISTS: Readonly<Record<string, string>> = {
  coreshowchannels: 'CoreShowChannelsComplete',
  status: 'StatusComplete',
  bridgelist: 'BridgeListComplete',
  queuestatus: 'QueueStatusComplete',
  queuesummary: 'QueueSummaryComplete',
  pjsipshowendpoints: 'EndpointListComplete',
  devicestatelist: 'DeviceStateListComplete',
  extensionstatelist: 'ExtensionStateListComplete',
  parkedcalls: 'ParkedCallsComplete'
}

/** A manager interface on 127.0.0.1 that knows one call, recorded from a real Asterisk, and plays it on demand. */
export async function recordedTelephones(root: string, port: number, secret: string): Promise<Telephones> {
  const events = readRecording(await readFile(join(root, RECORDING), 'utf8'))
  const clients = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  let serial = 0
  let playing = 0

  const server = createServer((socket) => {
    socket.on('error', () => {}) // 'close' follows
    socket.on('close', () => clients.delete(socket))
    socket.setEncoding('utf8')
    socket.write('Asterisk Call Manager/11.0.0\r\n')
    let buffer = ''
    socket.on('data', (text: string) => {
      const parts = (buffer + text).split('\r\n\r\n')
      buffer = (parts.pop() ?? '').slice(-65_536)
      for (const part of parts) answer(socket, part)
    })
  })

  function answer(socket: Socket, text: string): void {
    const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(text)?.[1]?.trim() ?? ''
    const action = field('Action').toLowerCase()
    const id = field('ActionID')
    const say = (...lines: string[]): void => {
      socket.write([...lines, ...(id ? [`ActionID: ${id}`] : []), '', ''].join('\r\n'))
    }
    const list = LISTS[action]
    if (action === 'login') {
      if (field('Secret') !== secret) {
        say('Response: Error', 'Message: Authentication failed')
        return
      }
      clients.add(socket)
      say('Response: Success', 'Message: Authentication accepted')
      socket.write('Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n')
    } else if (!clients.has(socket)) say('Response: Error', 'Message: Permission denied')
    else if (action === 'ping') say('Response: Success', 'Ping: Pong', `Timestamp: ${Date.now() / 1_000}`)
    else if (action === 'logoff') socket.end()
    else if (action === 'events') say('Response: Success', 'Events: On')
    else if (action === 'coresettings') say('Response: Success', 'AMIversion: 11.0.0', 'AsteriskVersion: recording')
    else if (list) {
      say('Response: Success', 'EventList: start', 'Message: a list will follow')
      say(`Event: ${list}`, 'EventList: Complete', 'ListItems: 0')
    } else say('Response: Error', 'Message: This is a recording: it can only be listened to')
  }

  function play(caller: string, line: string): void {
    serial++
    const startMs = Date.now()
    const call = rewrite(events, { serial, startMs, slower: SLOWER, caller, line, newUuid: randomUUID })
    playing++
    for (const { afterMs, text } of call) after(afterMs, () => broadcast(text))
    after((call.at(-1)?.afterMs ?? 0) + 1, () => playing--)
  }

  function after(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, ms)
    timers.add(timer)
  }

  function broadcast(text: string): void {
    for (const client of clients) client.write(`${text}\r\n\r\n`)
  }

  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    stateOf: () => 'idle',
    async call(customer, line) {
      if (playing >= MAX_CALLS) throw new HubError('too-many-requests', 'enough customers are calling already')
      play(customer.number.replace('+', ''), line)
    },
    async act() {
      throw new HubError('conflict', 'this is a recording: its phones answer by themselves')
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
      for (const client of clients) client.destroy()
      server.close()
    }
  }
}
