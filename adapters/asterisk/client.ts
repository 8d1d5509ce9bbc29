import net from 'node:net'
import tls from 'node:tls'
import type { Clock } from '../../contracts/adapter.ts'
import { headerName, lineSafe } from '../kit/line-safe.ts'
import { createFramer, type Fault } from './frame.ts'
import { type AmiMessage, isWanted } from './model/message.ts'

/** An action was not answered, because of time or because the connection is gone. */
export class AmiUnanswered extends Error {
  override readonly name = 'AmiUnanswered'
}

export interface AmiEndpoint {
  readonly host: string
  readonly port: number
  /** Off, on, or on with a certificate that nobody vouches for. */
  readonly tls: boolean | { readonly rejectUnauthorized?: boolean; readonly ca?: string; readonly servername?: string }
}

export interface AmiHandlers {
  onEvent(message: AmiMessage): void
  onFault(fault: Fault, sample: string): void
  /** Once, after which nothing else is called. */
  onClose(reason: string): void
}

export type AmiFields = Readonly<Record<string, string | readonly string[] | undefined>>

/** One connection, from its greeting to its end. It is never reused: another link is another connection. */
export interface AmiConnection {
  readonly greeting: string
  /** Events so far that nobody reads. */
  readonly skipped: number
  /** Resolves with the response, `Response: Error` included. Rejects with UnsafeValue or AmiUnanswered. */
  action(name: string, fields?: AmiFields, timeoutMs?: number): Promise<AmiMessage>
  /** An action that answers with a list: its items, or null when the PBX refuses it. */
  list(name: string, fields?: AmiFields, timeoutMs?: number): Promise<AmiMessage[] | null>
  close(reason: string): void
}

interface Waiting {
  readonly items: AmiMessage[] | null
  settle(message: AmiMessage): void
  fail(error: Error): void
}

const MAX_MESSAGE_BYTES = 262_144
const MAX_LIST_ITEMS = 100_000
const MAX_WAITING = 1000
const ACTION_TIMEOUT_MS = 5000

function actionText(name: string, id: string, fields: AmiFields): string {
  let text = `Action: ${lineSafe('Action', name)}\r\nActionID: ${id}\r\n`
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue
    for (const one of typeof value === 'string' ? [value] : value)
      text += `${headerName(key)}: ${lineSafe(key, one)}\r\n`
  }
  return `${text}\r\n`
}

function openSocket(endpoint: AmiEndpoint): net.Socket {
  const { host, port } = endpoint
  if (endpoint.tls === false) return net.connect({ host, port })
  return tls.connect({
    host,
    port,
    ...(net.isIP(host) ? {} : { servername: host }),
    ...(endpoint.tls === true ? {} : endpoint.tls)
  })
}

/**
 * Connects and waits for the greeting. The socket's reader does nothing but frame: what it hands on must return at once,
 * since Asterisk cuts off a client that reads slowly (`writetimeout`, 100 ms by default).
 */
export function connectAmi(
  endpoint: AmiEndpoint,
  handlers: AmiHandlers,
  clock: Clock,
  timeoutMs = 5000
): Promise<AmiConnection> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(endpoint)
    const waiting = new Map<string, Waiting>()
    let lastId = 0
    let state: 'connecting' | 'open' | 'closed' = 'connecting'

    const close = (reason: string) => {
      if (state === 'closed') return
      const wasOpen = state === 'open'
      state = 'closed'
      cancelTimeout()
      socket.destroy()
      const unanswered = [...waiting.values()]
      waiting.clear()
      for (const one of unanswered) one.fail(new AmiUnanswered(`the connection was closed: ${reason}`))
      if (wasOpen) handlers.onClose(reason)
      else reject(new AmiUnanswered(reason))
    }
    const cancelTimeout = clock.after(timeoutMs, () =>
      close(`no greeting from ${endpoint.host}:${endpoint.port} within ${timeoutMs} ms`)
    )

    const onMessage = (message: AmiMessage) => {
      const id = message['actionid']
      const asked = id === undefined ? undefined : waiting.get(id)
      if (asked === undefined) {
        if (message['event'] !== undefined) handlers.onEvent(message)
        return
      }
      if (message['response'] !== undefined && message['event'] === undefined) {
        if (asked.items === null || message['eventlist'] !== 'start') asked.settle(message)
      } else if (message['eventlist'] === 'Complete') asked.settle(message)
      else if (asked.items !== null && asked.items.length < MAX_LIST_ITEMS) asked.items.push(message)
      else handlers.onEvent(message)
    }

    const framer = createFramer({
      maxBytes: MAX_MESSAGE_BYTES,
      wants: isWanted,
      onMessage,
      onFault: handlers.onFault,
      onGreeting(greeting) {
        cancelTimeout()
        state = 'open'
        resolve({
          greeting,
          action,
          list,
          close,
          get skipped() {
            return framer.skipped
          }
        })
      }
    })

    const ask = (name: string, fields: AmiFields, timeout: number, items: AmiMessage[] | null): Promise<AmiMessage> =>
      new Promise((settled, failed) => {
        const id = `perezvon-${++lastId}`
        const text = actionText(name, id, fields)
        if (state !== 'open') throw new AmiUnanswered(`${name}: the connection is closed`)
        if (waiting.size >= MAX_WAITING) throw new AmiUnanswered(`${name}: too many actions are waiting`)
        const stop = clock.after(timeout, () => {
          waiting.delete(id)
          failed(new AmiUnanswered(`${name} was not answered within ${timeout} ms`))
        })
        const done = () => {
          stop()
          waiting.delete(id)
        }
        waiting.set(id, {
          items,
          settle(message) {
            done()
            settled(message)
          },
          fail(error) {
            done()
            failed(error)
          }
        })
        socket.write(text)
      })
    const action = (name: string, fields: AmiFields = {}, timeout = ACTION_TIMEOUT_MS) =>
      ask(name, fields, timeout, null)
    const list = async (name: string, fields: AmiFields = {}, timeout = ACTION_TIMEOUT_MS) => {
      const items: AmiMessage[] = []
      const end = await ask(name, fields, timeout, items)
      return end['response'] === 'Error' ? null : items
    }

    socket.setNoDelay(true)
    socket.setKeepAlive(true, 10_000)
    socket.on('data', (chunk) => {
      if (state !== 'closed') framer.push(chunk)
    })
    socket.on('error', (error) => close(error.message))
    socket.on('close', () => close('the PBX closed the connection'))
  })
}
