import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'
import { HubError } from '../../contracts/errors.ts'
import type { AckRequest, ClientToServer, ResumeAnswer, ServerToClient } from '../../contracts/realtime.ts'
import type { Session, User } from '../../contracts/rest.ts'
import type { Sees } from '../../contracts/words.ts'
import { roomsOf, seatOf, type Viewer } from './audience.ts'
import type { Directory } from './directory.ts'
import { credentialOf, refusalOf } from './handshake.ts'
import { type Answer, answerOf, DONE, type Received, readRequest, refuse } from './messages.ts'
import { socketsCut, sockets as socketsGauge } from './metrics.ts'
import type { Outlet } from './outlet.ts'
import { createRate } from './rate.ts'
import type { Sessions } from './sessions.ts'
import { cut, endGhost, isClogged } from './slow.ts'
import type { Switchboard } from './switchboard.ts'

/** A frozen page is noticed within their sum. */
const PING_INTERVAL_MS = 4_000
const PING_TIMEOUT_MS = 3_000
const MAX_MESSAGE_BYTES = 65_536
const RATE = { burst: 30, perSecond: 10 }
/** One that goes on beyond this is not a page of ours. */
const MAX_REFUSALS = 200

interface Connection {
  viewer: Viewer
  readonly session: string
}
type Io = Server<ClientToServer, ServerToClient, DefaultEventsMap, Connection>
type Client = Socket<ClientToServer, ServerToClient, DefaultEventsMap, Connection>

/** The Socket.IO server, before it has anything to say. */
export function createIo(): Io {
  return new Server({
    path: '/realtime',
    serveClient: false,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: 10_000
  })
}

export function outletOf(io: Io): Outlet {
  return {
    send: (socket, event, payload) => void io.sockets.sockets.get(socket)?.emit(event, ...([payload] as never)),
    broadcast: (rooms, event, payload, except = []) =>
      void io
        .to(rooms)
        .except(except)
        .emit(event, ...([payload] as never))
  }
}

interface SocketsDeps {
  readonly io: Io
  readonly log: Logger
  readonly switchboard: Switchboard
  readonly directory: Directory
  readonly sessions: Sessions
  /** The whole truth for a viewer, with what came after a cursor; answered in the turn in which it is true. */
  resume(
    viewer: Viewer,
    socket: string,
    cursor: string | null,
    answer: (data: ResumeAnswer | undefined) => void
  ): Promise<void>
  /** A lead is not for this person. */
  decline(lead: string, user: string): Promise<void>
}

/** Lets sockets in, seats them, and answers what they say. */
export function createSockets({ io, log, switchboard, directory, sessions, resume, decline }: SocketsDeps) {
  async function authenticate(socket: Client): Promise<void> {
    const { key, session } = await sessions.open(credentialOf(socket.handshake))
    socket.data = { session: key, viewer: viewerOf(session, socket.handshake.auth['user']) }
  }
  /** An API key may name the person whose pops it wants; nobody else may. */
  function viewerOf({ user, role }: Session, wanted: unknown): Viewer {
    if (user) return { role, user: user.id, isApiKey: false, sees: user.sees, teams: directory.teamsOf(user.id) }
    const key = { role, isApiKey: true, sees: 'all', teams: [] } as const
    if (wanted === undefined || wanted === null) return { ...key, user: null }
    if (typeof wanted !== 'string' || !directory.get(wanted)?.active) {
      throw new HubError('bad-input', 'auth.user is not the id of an active user')
    }
    return { ...key, user: wanted }
  }

  io.use((socket, next) => {
    authenticate(socket).then(
      () => next(),
      (err: unknown) => {
        // A refusal ends a client's own attempts; a cut connection is tried again.
        if (err instanceof HubError && err.word === 'unavailable') return cut(socket.conn)
        if (!(err instanceof HubError)) log.error({ err }, 'a socket could not be let in')
        next(refusalOf(err))
      }
    )
  })
  io.on('connection', (socket) => {
    // Changed since it was asked at the door: to be asked again.
    if (!sessions.hold(socket.data.session)) return cut(socket.conn)
    socketsGauge.inc()
    socket.on('disconnect', () => {
      socketsGauge.dec()
      sessions.release(socket.data.session)
      unseat(socket)
    })
    listen(socket)
    seat(socket)
  })

  function seat(socket: Client): void {
    const { viewer } = socket.data
    void socket.join(roomsOf(viewer))
    if (viewer.user && !viewer.isApiKey) directory.arrive(viewer.user)
    switchboard.join(viewer, socket.id)
  }
  function unseat(socket: Client): void {
    const { viewer } = socket.data
    for (const room of roomsOf(viewer)) void socket.leave(room)
    if (viewer.user && !viewer.isApiKey) directory.depart(viewer.user)
    switchboard.leave(viewer, socket.id)
  }

  function listen(socket: Client): void {
    const rate = createRate(RATE, Date.now())
    let refusals = 0
    socket.onAny((name: string, ...args: unknown[]) => {
      const answer = answerOf(args)
      if (!rate.take(Date.now())) {
        if (++refusals > MAX_REFUSALS) drop(socket, 'flood')
        return answer(refuse('too-many-requests', 'too many messages: wait a little'))
      }
      const request = readRequest(name, args)
      if (typeof request === 'string') return answer(refuse('bad-input', request))
      handle(socket, request, answer).catch((err: unknown) => {
        if (err instanceof HubError && err.word !== 'internal') return answer(refuse(err.word, err.message))
        log.error({ err, message: name }, 'a message could not be handled')
        answer(refuse('internal', 'the hub failed: the fault is in its log'))
      })
    })
  }
  async function handle(socket: Client, { name, payload }: Received, answer: Answer): Promise<void> {
    const { viewer } = socket.data
    switch (name) {
      case 'resume': {
        const { cursor } = payload as { cursor?: string | null }
        return resume(viewer, socket.id, cursor ?? null, (data) =>
          answer(data ? { ok: true, data } : refuse('unavailable', 'the gateway is starting: try again'))
        )
      }
      case 'active':
        switchboard.touch(viewer, socket.id)
        return answer(DONE)
      case 'ack': {
        if (viewer.user === null || !seatOf(viewer)) return answer(refuse('not-permitted', 'you are shown no pops'))
        const { interaction, action } = payload as AckRequest
        const lead = action === 'dismissed' ? switchboard.dismiss(viewer.user, interaction) : undefined
        if (lead !== undefined) await decline(lead, viewer.user)
        return answer(DONE)
      }
    }
  }

  /** The page must not come back by itself: its session is over. */
  const expel = (socket: Client): void => void socket.disconnect(true)
  /** The page comes back by itself, and resumes. */
  function drop(socket: Client, why: 'slow' | 'flood'): void {
    socketsCut.inc({ why })
    log.warn({ socket: socket.id, user: socket.data.viewer.user, why }, 'a socket is cut off')
    cut(socket.conn)
  }
  function reseat(socket: Client, role: Session['role'], sees: Sees): void {
    // It shows what may not be seen, or not all that may: it comes back by itself, and asks for the truth.
    if (socket.data.viewer.sees !== sees) cut(socket.conn)
    if (socket.data.viewer.sees !== sees || socket.data.viewer.role === role) return
    unseat(socket)
    socket.data.viewer = { ...socket.data.viewer, role }
    seat(socket)
  }
  const all = (): Client[] => [...io.sockets.sockets.values()]

  return {
    attach(server: HttpServer): void {
      io.attach(server)
      io.engine.on('connection', endGhost)
    },
    /** What became of a session, as the core says: null when it is over. */
    onSession(key: string, session: Session | null): void {
      for (const socket of all().filter(({ data }) => data.session === key)) {
        const { viewer } = socket.data
        const isOther = !viewer.isApiKey && session?.user?.id !== viewer.user
        if (!session || isOther) expel(socket)
        else reseat(socket, session.role, session.user?.sees ?? 'all')
      }
    },
    /** A user was changed: what they may see changes now, not in a minute. */
    onUser({ id, role, sees, active }: Pick<User, 'id' | 'role' | 'sees' | 'active'>): void {
      for (const socket of all().filter(({ data }) => data.viewer.user === id)) {
        if (!active) expel(socket)
        else if (!socket.data.viewer.isApiKey) reseat(socket, role, sees)
      }
    },
    /** These are, or were, in a team that has other members now. */
    onTeam(users: readonly string[]): void {
      for (const socket of all()) {
        const { user, sees } = socket.data.viewer
        if (sees === 'team' && user !== null && users.includes(user)) cut(socket.conn)
      }
    },
    /** Who does not read what is sent is cut off, before it costs memory. */
    cutSlow(): void {
      for (const socket of all()) if (isClogged(socket.conn)) drop(socket, 'slow')
    },
    /** Pages come back by themselves when the hub is up again. */
    stop(): void {
      for (const socket of all()) cut(socket.conn)
      io.engine?.close()
    }
  }
}
