import { io, type Socket } from 'socket.io-client'
import type { Interaction } from '../../../../contracts/interaction.ts'
import type {
  AckRequest,
  Changed,
  ClientToServer,
  ResumeAnswer,
  ServerToClient
} from '../../../../contracts/realtime.ts'
import { type Action, type Desk, doubtful, emptyDesk } from '../state/desk.ts'
import { reduce } from '../state/reduce.ts'

const ANSWER_MS = 5_000
const AGAIN_MS = 1_500
const FAREWELL_MS = 7_000

export interface DeskLink {
  readonly get: () => Desk
  readonly subscribe: (listener: () => void) => () => void
  readonly dispatch: (action: Action) => void
  readonly ack: (interaction: string, action: AckRequest['action']) => void
  readonly close: () => void
}

interface LinkDeps {
  readonly me: string | null
  fetchInteraction(id: string): Promise<Interaction>
  /** An interaction changed: lists that show it are out of date. */
  onChange(interaction: Interaction): void
  /** Tasks or missed calls changed. */
  onWork(kind: 'tasks' | 'missed-calls'): void
  /** A contact, a company, … is not what it was. */
  onRecord(type: Changed['type']): void
  /** The truth was asked for after a break: of what is read over REST, this may have changed meanwhile. */
  onResumed(answer: ResumeAnswer): void
  /** The server does not let us in: perhaps the session has ended. */
  onRefused(): void
}

/** The desk's state and the socket that feeds it, outside React. */
export function openDesk(deps: LinkDeps): DeskLink {
  let desk = emptyDesk(deps.me)
  const listeners = new Set<() => void>()
  const dispatch = (action: Action): void => {
    const before = desk
    desk = reduce(desk, action)
    if (desk === before) return
    for (const listener of listeners) listener()
    for (const farewell of desk.farewells) {
      if (!before.farewells.some((one) => one.id === farewell.id))
        setTimeout(() => dispatch({ type: 'farewell-over', id: farewell.id }), FAREWELL_MS)
    }
    if (desk.pops !== before.pops) sayShown()
  }

  const socket: Socket<ServerToClient, ClientToServer> = io({
    path: '/realtime',
    withCredentials: true,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 250,
    reconnectionDelayMax: 5_000
  })
  const shown = new Set<string>()
  const sayShown = (): void => {
    if (document.visibilityState !== 'visible') return
    for (const { interaction } of desk.pops) {
      if (shown.has(interaction.id)) continue
      shown.add(interaction.id)
      socket.emit('ack', { interaction: interaction.id, action: 'shown' })
    }
  }

  /** Asks for the truth; as often as needed, while connected. */
  let again: ReturnType<typeof setTimeout> | undefined
  let asking = false
  const resume = async (): Promise<void> => {
    clearTimeout(again)
    if (!socket.connected || asking) return
    asking = true
    if (document.visibilityState === 'visible') socket.emit('active')
    dispatch({ type: 'resume-asked' })
    try {
      const answer = await socket.timeout(ANSWER_MS).emitWithAck('resume', { cursor: desk.cursor })
      if (!answer.ok) throw new Error(answer.message)
      dispatch({ type: 'resumed', answer: answer.data })
      dispatch({ type: 'link', link: 'live', at: Date.now() })
      settle()
      deps.onResumed(answer.data)
    } catch {
      // the socket may be dead without knowing it, after a sleep: ask again, over a new one if need be
      dispatch({ type: 'resume-failed' })
      dispatch({ type: 'link', link: 'reconnecting', at: Date.now() })
      again = setTimeout(() => void resume(), AGAIN_MS)
    } finally {
      asking = false
    }
  }

  /** Calls shown as going on that the hub does not count as live: asks how they ended. */
  const settle = (): void => {
    for (const id of doubtful(desk)) {
      deps.fetchInteraction(id).then(
        (interaction) => dispatch({ type: 'interaction', interaction, cursor: null }),
        () => undefined // asked again at the next resume
      )
    }
  }

  hear(socket, dispatch, deps)
  socket.on('connect', () => void resume())
  socket.on('disconnect', (reason) => {
    dispatch({ type: 'link', link: 'reconnecting', at: Date.now() })
    if (reason === 'io server disconnect') again = setTimeout(() => socket.connect(), AGAIN_MS)
    if (reason === 'io server disconnect') deps.onRefused()
  })
  socket.on('connect_error', () => {
    dispatch({ type: 'link', link: 'reconnecting', at: Date.now() })
    if (socket.active) return
    deps.onRefused()
    again = setTimeout(() => socket.connect(), AGAIN_MS)
  })
  const stopWatching = watchReturn(() => {
    sayShown()
    void resume()
  })

  return {
    get: () => desk,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispatch,
    ack: (interaction, action) => void socket.emit('ack', { interaction, action }),
    close: () => {
      clearTimeout(again)
      stopWatching()
      socket.removeAllListeners()
      socket.disconnect()
    }
  }
}

function hear(
  socket: Socket<ServerToClient, ClientToServer>,
  dispatch: (action: Action) => void,
  { onChange, onWork, onRecord }: LinkDeps
): void {
  socket.on('screen-pop', (pop) => dispatch({ type: 'pop', pop }))
  socket.on('screen-pop:withdrawn', (withdrawn) => dispatch({ type: 'withdrawn', withdrawn }))
  socket.on('interaction', ({ cursor, ...interaction }) => {
    dispatch({ type: 'interaction', interaction, cursor })
    onChange(interaction)
  })
  socket.on('interaction:hidden', ({ id }) => dispatch({ type: 'hidden', id }))
  socket.on('task', ({ cursor, ...change }) => {
    dispatch({ type: 'task', change, cursor })
    onWork('tasks')
  })
  socket.on('missed-call', () => onWork('missed-calls'))
  socket.on('changed', ({ type }) => onRecord(type))
  socket.on('agent-state', (agent) => dispatch({ type: 'agent', agent }))
  socket.on('queue', (queue) => dispatch({ type: 'queue', queue }))
  socket.on('feed-gap', (gap) => dispatch({ type: 'gap', gap }))
}

/** Calls back when the page is looked at again, however it was away: hidden, frozen, cut off, or kept in history. */
function watchReturn(onReturn: () => void): () => void {
  let soon: ReturnType<typeof setTimeout> | undefined
  const back = (): void => {
    if (document.visibilityState !== 'visible') return
    clearTimeout(soon)
    // focus and visibilitychange come together
    soon = setTimeout(onReturn, 50)
  }
  document.addEventListener('visibilitychange', back)
  document.addEventListener('resume', back)
  for (const name of ['focus', 'pageshow', 'online']) window.addEventListener(name, back)
  return () => {
    clearTimeout(soon)
    document.removeEventListener('visibilitychange', back)
    document.removeEventListener('resume', back)
    for (const name of ['focus', 'pageshow', 'online']) window.removeEventListener(name, back)
  }
}
