import { setTimeout as passes } from 'node:timers/promises'
import t from 'tap'
import { asCall, readRecording } from '../bench/ringing-calls.ts'
import { startHub } from '../hub.ts'
import { labYaml, untilConnected } from '../pbx/lab.ts'
import { startAmiPlayer } from '../simulators/ami-player.ts'
import { until } from '../until.ts'

const recording = readRecording()
/** Longer than a lease, and than a command may wait. */
const HANGS_MS = 8_000

for (const [name, endsAfterMs] of [
  ['while the adapter still listens', 1_000],
  ['while nobody listens', 7_000]
] as const) {
  t.test(`Redis stands still for longer than a lease, and a call ends ${name}: it stays no ghost`, async (t) => {
    const player = await startAmiPlayer({})
    t.teardown(() => player.close())
    const hub = await startHub(t, labYaml({ amiPort: player.port }))
    await untilConnected(hub)
    const say = (text: string): void => player.send(asCall(text, 1, '101'))
    say(recording.before)
    say(recording.rings)
    const states = async () => (await hub.interactions()).map(({ state }) => state)
    await until(async () => (await states())[0] === 'alerting')
    hub.redis.freeze()
    say(recording.answered)
    await passes(endsAfterMs)
    say(recording.ended)
    await passes(HANGS_MS - endsAfterMs)
    hub.redis.thaw()
    await until(async () => (await states())[0] === 'ended', 60_000).catch(async (err: Error) => {
      t.comment(hub.log().slice(-6_000))
      throw err
    })
    t.same(await states(), ['ended'])
  })
}
