import type { AsteriskConfig } from '../config.ts'
import type { Ari } from './client.ts'
import type { Channel } from './objects.ts'
import type { StasisAction, StasisCall } from './stasis.ts'

/** Asterisk itself stops ringing later than the hub, in case the hub is no more; 16 then does not say why. */
const LATE_SECONDS = 2

/** Back to the dialplan, with what `Dial` would have said. */
export async function giveBack(ari: Ari, channel: string, status: string): Promise<void> {
  if (status !== '') await ari.channels.setChannelVar(channel, { variable: 'DIALSTATUS', value: status })
  await ari.channels.continueInDialplan(channel)
}

async function connect(ari: Ari, { id, names }: StasisCall, leg: string): Promise<void> {
  const bridge = ari.bridges.createWithId(names.bridge, { type: 'mixing', name: names.bridge })
  await Promise.all([ari.channels.answer(id), bridge])
  await ari.bridges.addChannel(names.bridge, { channel: [id, leg] })
  // A caller whom the dialplan had answered hears a tone of Asterisk's own.
  await ari.channels.ringStop(id).catch(() => undefined)
}

/** Does what was decided for a call; rejects as the client does. */
export function performer({ endpoint, ringSeconds }: AsteriskConfig, app: string, ari: Ari) {
  return async (call: StasisCall, caller: Channel['caller'], action: StasisAction): Promise<unknown> => {
    const { id, names } = call
    switch (action.do) {
      case 'ring':
        return ari.channels.ring(id)
      case 'play':
        await ari.channels.answer(id)
        return ari.channels.playWithId(id, names.playback, { media: action.media })
      case 'create': {
        const shown = { 'CONNECTEDLINE(num,i)': caller.number, 'CONNECTEDLINE(name,i)': caller.name }
        const to = endpoint.replace('{extension}', action.extension)
        const leg = { endpoint: to, app, appArgs: 'leg', channelId: action.leg, originator: id }
        return ari.channels.create(leg, shown)
      }
      case 'dial':
        return ari.channels.dial(action.leg, { caller: id, timeout: ringSeconds + LATE_SECONDS })
      case 'connect':
        return connect(ari, call, action.leg)
      case 'record':
        return ari.bridges.record(names.bridge, { name: names.recording, format: 'wav', ifExists: 'overwrite' })
      case 'hang-up':
        return ari.channels.hangup(action.channel, { reason: action.reason })
      case 'end-bridge':
        return ari.bridges.destroy(names.bridge)
      case 'give-back':
        return giveBack(ari, id, action.status)
    }
  }
}
