import { connect, type Socket } from 'node:net'

/** One message of the manager interface; a key that repeats keeps its last value. */
export type AmiMessage = Readonly<Record<string, string>>

export interface AmiLink {
  action(name: string, fields?: Record<string, string>): Promise<AmiMessage>
  close(): void
}

interface AmiOptions {
  readonly port: number
  readonly username: string
  readonly secret: string
  onEvent(event: AmiMessage): void
  /** The link is up, and what was seen before is no longer sure. */
  onUp(link: AmiLink): void
  onDown(): void
}

const ACTION_MS = 5_000
const RETRY_MS = 1_000
const BUFFER_BYTES = 1_048_576

/** The demonstration's hand on its own telephones: connected, and connected again, until `close`. */
export function keepAmi(options: AmiOptions): { close(): void } {
  let closed = false
  let socket: Socket | undefined
  let timer: NodeJS.Timeout | undefined
  const open = (): void => {
    socket = openAmi(options, () => {
      options.onDown()
      if (!closed) timer = setTimeout(open, RETRY_MS)
    })
  }
  open()
  return {
    close() {
      closed = true
      clearTimeout(timer)
      socket?.destroy()
    }
  }
}

function openAmi(options: AmiOptions, onClose: () => void): Socket {
  const waiting = new Map<string, (answer: AmiMessage) => void>()
  const socket = connect(options.port, '127.0.0.1')
  let serial = 0
  const link: AmiLink = {
    close: () => socket.destroy(),
    action(name, fields = {}) {
      const id = `demo-${++serial}`
      const text = frame({ Action: name, ActionID: id, ...fields })
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id)
          reject(new Error(`the demonstration's telephones did not answer to ${name}`))
        }, ACTION_MS)
        waiting.set(id, (answer) => {
          clearTimeout(timer)
          waiting.delete(id)
          resolve(answer)
        })
        socket.write(text)
      })
    }
  }
  socket.setEncoding('utf8')
  socket.on('error', () => {}) // 'close' follows
  socket.on('close', onClose)
  socket.on('connect', () => {
    link.action('Login', { Username: options.username, Secret: options.secret, Events: 'call,system' }).then(
      ({ Response }) => (Response === 'Success' ? options.onUp(link) : socket.destroy()),
      () => socket.destroy()
    )
  })
  onMessages(socket, (message) => {
    const answered = message['Response'] === undefined ? undefined : waiting.get(message['ActionID'] ?? '')
    if (answered) answered(message)
    else if (message['Event'] !== undefined) options.onEvent(message)
  })
  return socket
}

function onMessages(socket: Socket, take: (message: AmiMessage) => void): void {
  let buffer = ''
  socket.on('data', (text: string) => {
    const parts = (buffer + text).split('\r\n\r\n')
    buffer = parts.pop() ?? ''
    for (const part of parts) take(parse(part))
    if (buffer.length > BUFFER_BYTES) socket.destroy()
  })
}

function parse(text: string): AmiMessage {
  const pairs = text.split('\r\n').flatMap((line) => {
    const at = line.indexOf(':')
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]]
  })
  return Object.fromEntries(pairs)
}

function frame(fields: Record<string, string>): string {
  const lines = Object.entries(fields).map(([key, value]) => {
    if (/[\r\n\0]/.test(value)) throw new Error(`${key} must be one line`)
    return `${key}: ${value}\r\n`
  })
  return `${lines.join('')}\r\n`
}
