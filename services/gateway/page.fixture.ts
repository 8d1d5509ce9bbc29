import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import type { Test } from 'tap'
import type { Ack, ClientToServer, ResumeAnswer, ServerToClient } from '../../contracts/realtime.ts'

type Name = keyof ServerToClient
type Payload<N extends Name> = Parameters<ServerToClient[N]>[0]
type Options = NonNullable<Parameters<typeof io>[1]>

/** Waits until something is so; a test that waits too long says for what. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 30_000
): Promise<T> {
  const deadline = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`)
    await sleep(5)
  }
}

/** A real Socket.IO client that keeps what it was told. */
export async function openPage(t: Test, url: string, options: Options) {
  const page = newPage(t, url, options)
  await until('the page to connect', () => page.socket.connected)
  return page
}

export const cookie = (session: string): Options => ({ extraHeaders: { cookie: `perezvon_session=${session}` } })

export function newPage(t: Test, url: string, options: Options) {
  const socket: Socket<ServerToClient, ClientToServer> = io(url, {
    path: '/realtime',
    transports: ['websocket'],
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
    forceNew: true,
    ...options
  })
  const heard: { readonly name: Name; readonly payload: unknown }[] = []
  socket.onAny((name: Name, payload: unknown) => void heard.push({ name, payload }))
  t.teardown(() => void socket.disconnect())
  const all = <N extends Name>(name: N): Payload<N>[] =>
    heard.flatMap((event) => (event.name === name ? [event.payload as Payload<N>] : []))
  return {
    socket,
    all,
    /** The first such event that fits, now or soon. */
    next: <N extends Name>(name: N, fits: (payload: Payload<N>) => boolean = () => true, ms = 30_000) =>
      until(`a fitting ${name}`, () => all(name).find(fits), ms),
    /** Says anything, also what no page of ours would say. */
    ask: (name: string, ...args: unknown[]) =>
      socket.timeout(30_000).emitWithAck(name as 'active', ...(args as never[])) as unknown as Promise<Ack<unknown>>,
    async resume(cursor: string | null = null): Promise<ResumeAnswer> {
      const ack = (await socket.timeout(30_000).emitWithAck('resume', { cursor })) as Ack<ResumeAnswer>
      if (!ack.ok) throw new Error(ack.message)
      return ack.data
    },
    /** An answered question: what was sent before it has come. */
    settle: async (): Promise<void> => {
      const question = { interaction: '0190a7f0-0000-7000-8000-00000000ffff', action: 'shown' } as const
      await socket.timeout(30_000).emitWithAck('ack', question)
    }
  }
}
