import type { AdapterContext } from '../../../contracts/adapter.ts'
import { keepLinked } from '../../kit/link.ts'
import type { AsteriskConfig } from '../config.ts'
import { createApplication } from './application.ts'
import { type AriEvents, createAri, openEvents } from './client.ts'

const PING_EVERY_MS = 5000

interface AriSide {
  /** Resolves when the first attempt is over, however it went. */
  start(): Promise<void>
  /** Calls in the Stasis application stay there: the next start takes them over. */
  stop(): Promise<void>
}

interface AriHooks {
  /** What is wrong with ARI, for the health page; null when nothing is. */
  onHealth(complaint: string | null): void
  onRecording(callerChannel: string, recording: string, at: string): void
}

/** ARI beside AMI: it may fail by itself, and calls are told of all the same. */
export function createAriSide(
  context: AdapterContext<AsteriskConfig>,
  endpoint: NonNullable<AsteriskConfig['ari']>,
  hooks: AriHooks
): AriSide {
  const { clock, log, count } = context
  const { app, username } = endpoint
  const ari = createAri(endpoint, clock)
  const application = createApplication(context, app, ari, hooks.onRecording)

  const link = keepLinked<AriEvents>({
    clock,
    log,
    random: Math.random,
    pingEveryMs: PING_EVERY_MS,
    words: {
      down: 'the ARI link to the PBX is down',
      refused: 'the PBX refuses the ARI login: check ari.username and ari.password'
    },
    fields: { username },
    open: (onClose) => {
      const onFault = (sample: string) => {
        count('malformed_messages')
        log.debug({ sample }, 'a message of ARI was skipped')
      }
      return openEvents(endpoint, app, { onEvent: application.onEvent, onFault, onClose }, clock)
    },
    ping: (events) => events.ping(),
    async onUp() {
      await application.up()
      log.debug({ app }, 'the Stasis application is there')
      hooks.onHealth(null)
    },
    onDown(reason, refused, wasUp) {
      application.down()
      if (wasUp) count('ari_links_lost')
      hooks.onHealth(
        refused
          ? `${reason}: check ari.username and ari.password`
          : `${reason.startsWith('ARI') ? '' : 'ARI: '}${reason}`
      )
    }
  })

  return {
    start: () => link.start(),
    async stop() {
      link.stop()
      application.down()
      await ari.close().catch(() => undefined)
    }
  }
}
