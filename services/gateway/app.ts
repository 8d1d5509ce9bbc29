import { randomUUID } from 'node:crypto'
import { pageSeat } from '../kit/gateways.ts'
import type { Service, ServiceDeps } from '../kit/service.ts'
import { readAhead } from './ahead.ts'
import { asyncApi } from './asyncapi.ts'
import { createCrm } from './crm.ts'
import { createDirectory } from './directory.ts'
import { createFeed } from './feed.ts'
import { createPeers } from './peers.ts'
import { createResume } from './resume.ts'
import { createSessions } from './sessions.ts'
import { createIo, createSockets, outletOf } from './sockets.ts'
import { createSwitchboard } from './switchboard.ts'

const TICK_MS = 100
const SWEEP_MS = 1_000

/** Socket.IO at /realtime: screen pops, live calls and presence. It owns nothing: all it knows comes from the core. */
export function createGateway({ settings, log, nearby }: ServiceDeps): Service {
  const now = Date.now
  const crm = createCrm(settings.crmUrl, settings.serviceKey)
  const peers = createPeers({
    redisUrl: settings.redisUrl,
    log,
    id: randomUUID(),
    now,
    onSeat: (seat, isLeft) => switchboard.peerSeat(seat, isLeft),
    onDismiss: (user, interaction) => switchboard.peerDismissed(user, interaction)
  })
  const directory = createDirectory((user) => peers.isSeated(pageSeat(user)))
  const io = createIo()
  const switchboard = createSwitchboard({ outlet: outletOf(io), directory, peers, now })
  const sessions = createSessions({ crm, log, now, onChange: (key, session) => sockets.onSession(key, session) })
  const sockets = createSockets({
    io,
    log,
    switchboard,
    directory,
    sessions,
    resume: createResume({ crm, switchboard, log }),
    decline: crm.decline
  })
  const feed = createFeed({
    redisUrl: settings.redisUrl,
    nearby,
    log,
    crm,
    hasContext: switchboard.hasContext,
    apply(message) {
      switchboard.apply(message)
      const { type, data } = message.item
      if (type === 'team') sockets.onTeam(directory.putTeam(data))
      if (type !== 'user') return
      sockets.onUser(data)
      void sessions.suspect(data.id)
    },
    hearAhead(text) {
      const told = readAhead(text)
      if (!told) log.warn({ bytes: text.length }, 'not what is told ahead')
      else if ('interaction' in told) switchboard.prepare(told)
      else if ('begun' in told) switchboard.begun(told)
      else switchboard.ring(told)
    },
    reconcile(snapshot, { users, teams }, asked) {
      for (const team of teams) sockets.onTeam(directory.putTeam(team))
      for (const user of users) {
        const known = directory.get(user.id)
        directory.put(user)
        const isSame = known?.role === user.role && known.active === user.active && known.sees === user.sees
        if (!isSame) sockets.onUser(user)
      }
      switchboard.reconcile(snapshot, asked)
    }
  })
  const timers: NodeJS.Timeout[] = []

  return {
    name: 'gateway',
    async register(app) {
      const document = JSON.stringify(asyncApi())
      app.get('/asyncapi.json', { schema: { hide: true } as object }, async (_request, reply) =>
        reply.type('application/json').send(document)
      )
    },
    attach: (server) => sockets.attach(server),
    async start() {
      timers.push(
        setInterval(() => {
          switchboard.tick()
          sockets.cutSlow()
        }, TICK_MS),
        setInterval(() => void sessions.sweep(), SWEEP_MS)
      )
      peers.start()
      await feed.start()
    },
    ready: async () => (feed.isReady() ? [] : ['gateway: has not heard from the core yet']),
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer)
      await feed.stop()
      sockets.stop()
      await peers.stop()
    }
  }
}
