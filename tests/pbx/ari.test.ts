import t, { type Test } from 'tap'
import { AriRefused, AriUnanswered, createAri } from '../../adapters/asterisk/ari/client.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import { type Hub, startHub } from '../hub.ts'
import { until } from '../until.ts'
import { asteriskLauncher, launchers, type Pbx, startPbx } from './asterisk.ts'
import { ariYaml, labYaml, openLab, untilConnected } from './lab.ts'
import { startPhone } from './phone.ts'
import { customerCalls } from './sipp.ts'

const none = 'no such Asterisk here: see the first lines of `npm test`'
const skip = asteriskLauncher ? false : none
function forBoth(rule: string, test: (t: Test, launcher: string) => Promise<void>): void {
  for (const [version, launcher] of Object.entries(launchers)) {
    t.test(`Asterisk ${version}: ${rule}`, { skip: launcher ? false : none }, (t) => test(t, launcher ?? ''))
  }
}

const clock = {
  now: () => Date.now(),
  after(delayMs: number, callback: () => void) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  }
}

const endpointOf = (pbx: Pick<Pbx, 'httpPort'>, password = 'hub-ari-secret') => ({
  url: `http://127.0.0.1:${pbx.httpPort}/ari`,
  username: 'hub',
  password
})

/** Waits until there is one interaction and it is over. */
async function ended(hub: Hub): Promise<Interaction> {
  await until(async () => (await hub.interactions())[0]?.state === 'ended', 60_000)
  const all = await hub.interactions()
  if (all.length !== 1) throw new Error(`${all.length} interactions instead of one`)
  return all[0] as Interaction
}

const live = (hub: Hub, state: string) =>
  until(async () => (await hub.interactions('?state=live'))[0]?.state === state, 60_000)

const ways = ({ participants }: Interaction) =>
  participants
    .filter(({ kind }) => kind === 'agent')
    .map(({ address, via, outcome }) => `${address} ${via} ${outcome}`)
    .sort()

/** The PBX has neither a channel nor a bridge. */
async function isEmpty(pbx: Pbx): Promise<boolean> {
  const channels = await pbx.cli('core show channels count')
  return /^0 active channels/.test(channels) && !/stasis|simple_bridge/.test(await pbx.cli('bridge show all'))
}

forBoth('a call handed over rings all, the first to answer talks and is recorded, both leave', async (t, launcher) => {
  const { pbx, hub } = await openLab(t, ariYaml, launcher)
  const [anna] = [await startPhone(t, pbx, '101'), await startPhone(t, pbx, '102')]
  const customer = await customerCalls(t, pbx, { to: '5550510', from: '84951234567', steps: ['answered', 'await-bye'] })
  await live(hub, 'alerting')
  await anna?.answer()
  await live(hub, 'connected')
  const from = Date.now()
  await until(() => Date.now() - from > 1200)
  await anna?.hangUp()
  t.equal(await customer.done, 0)
  const end = await ended(hub)
  t.match(end, {
    direction: 'inbound',
    outcome: 'answered',
    line: '5550510',
    queue: null,
    transfers: [],
    estimated: []
  })
  t.same(ways(end), ['101 dial answered', '102 dial answered-elsewhere'])
  t.ok(end.answeredAt !== null && end.answeredAt > end.startedAt)
  t.equal(end.recordings.length, 1)
  await until(() => isEmpty(pbx))
  const ari = createAri(endpointOf(pbx), clock)
  t.match(await ari.recordings.getStored(end.recordings[0]?.id ?? ''), { format: 'wav' })
  await ari.close()
})

t.test('a caller who gives up cancels the ringing; a caller who hangs up ends the talk', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t, ariYaml)
  const [anna, boris] = [await startPhone(t, pbx, '101'), await startPhone(t, pbx, '102')]
  await customerCalls(t, pbx, { to: '5550510', from: '84951234567', steps: ['ringing', 2_500, 'cancel'] })
  const missed = await ended(hub)
  t.match(missed, { outcome: 'missed', answeredAt: null, talkSeconds: 0 })
  t.same(ways(missed), ['101 dial cancelled', '102 dial cancelled'])
  await until(() => isEmpty(pbx))
  await anna?.said('CALL_CLOSED')
  await boris?.said('CALL_CLOSED')

  await customerCalls(t, pbx, { to: '5550510', from: '84951234567', steps: ['answered', 700, 'bye'] })
  await boris?.answer()
  await boris?.said('CALL_CLOSED')
  await until(() => isEmpty(pbx))
  await until(async () => (await hub.interactions()).every(({ state }) => state === 'ended'))
  t.same((await hub.interactions()).map(({ outcome }) => outcome).sort(), ['answered', 'missed'])
})

forBoth('when nobody answers the call goes on in the dialplan, which is told why', async (t, launcher) => {
  const { pbx, hub } = await openLab(t, ariYaml, launcher)
  const phone = await startPhone(t, pbx, '101') // 102 is switched off
  const begun = Date.now()
  await customerCalls(t, pbx, { to: '5550510', from: '84951234567', steps: ['ringing'] })
  await phone.said('CALL_INCOMING')
  const end = await ended(hub)
  const atMost = (Date.now() - begun) / 1000
  t.match(end, { outcome: 'missed', reason: 'destination-no-answer' })
  t.same(ways(end), ['101 dial no-answer'])
  t.ok(end.waitSeconds > 4 && end.waitSeconds < atMost, `waited ${end.waitSeconds} s, at most ${atMost}`)
  await until(() => isEmpty(pbx))
})

t.test('an announcement is played and is no answer; an unknown wish goes back to the dialplan', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t, ariYaml)
  const heard = await customerCalls(t, pbx, { to: '5550520', from: '84951234567', steps: ['answered', 'await-bye'] })
  t.equal(await heard.done, 0)
  const end = await ended(hub)
  t.match(end, { direction: 'inbound', answeredAt: null, talkSeconds: 0 })
  await customerCalls(t, pbx, { to: '5550530', from: '84951234567', steps: ['ringing'] })
  await until(async () => (await hub.interactions()).length === 2)
  await until(async () => (await hub.interactions()).every(({ state }) => state === 'ended'))
  await until(() => isEmpty(pbx))
})

t.test('an internal call that the hub handles is one internal interaction', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t, ariYaml)
  const [anna, boris] = [await startPhone(t, pbx, '101'), await startPhone(t, pbx, '102')]
  await anna?.dial('650')
  await boris?.answer()
  await live(hub, 'connected')
  await boris?.hangUp()
  const end = await ended(hub)
  t.match(end, { direction: 'internal', outcome: 'answered' })
  t.same(ways(end), ['101 dial answered', '102 dial answered'])
  await until(() => isEmpty(pbx))
})

async function killedWhile(t: Test, state: 'alerting' | 'connected', launcher?: string) {
  const { pbx, hub } = await openLab(t, ariYaml, launcher)
  const phone = await startPhone(t, pbx, '101')
  const customer = await customerCalls(t, pbx, { to: '5550510', from: '84951234567', steps: ['answered', 'await-bye'] })
  if (state === 'connected') await phone.answer()
  await live(hub, state)
  const [before] = await hub.interactions()
  await hub.kill()
  return { pbx, hub, phone, customer, before }
}

const back = async (hub: Hub) => {
  await hub.start()
  await untilConnected(hub)
}

forBoth('the hub killed while two talk: they go on, and part as they should when it is back', async (t, launcher) => {
  const { pbx, hub, phone, customer, before } = await killedWhile(t, 'connected', launcher)
  await back(hub)
  t.match(await hub.interactions('?state=live'), [
    { id: before?.id, state: 'connected', answeredAt: before?.answeredAt }
  ])
  await phone.hangUp()
  t.equal(await customer.done, 0, 'the hub ends the other side')
  const end = await ended(hub)
  t.match(end, { id: before?.id, outcome: 'answered', answeredAt: before?.answeredAt })
  t.equal(end.recordings.length, 1)
  await until(() => isEmpty(pbx))
})

t.test(
  'one of two who talked left while the hub was dead: the other is let go when it is back',
  { skip },
  async (t) => {
    const { pbx, hub, phone, customer, before } = await killedWhile(t, 'connected')
    await phone.hangUp()
    await phone.said('CALL_CLOSED')
    await back(hub)
    t.equal(await customer.done, 0)
    t.match(await ended(hub), { id: before?.id, outcome: 'answered' })
    await until(() => isEmpty(pbx))
  }
)

t.test('somebody answered while the hub was dead: they are connected when it is back', { skip }, async (t) => {
  const { pbx, hub, phone, customer, before } = await killedWhile(t, 'alerting')
  await phone.answer()
  await phone.said('CALL_ESTABLISHED')
  await back(hub)
  await live(hub, 'connected')
  await phone.hangUp()
  t.equal(await customer.done, 0)
  t.match(await ended(hub), { id: before?.id, outcome: 'answered' })
  await until(() => isEmpty(pbx))
})

t.test('a wrong ARI password is said on the health page and once in the log; calls are told', { skip }, async (t) => {
  const pbx = await startPbx(t)
  const hub = await startHub(t, labYaml(pbx, undefined, ariYaml(pbx, 'wrong-ari-secret')))
  const health = async () =>
    (await hub.api<{ adapters: { state: string; summary: string }[] }>('GET', '/health')).body.adapters[0]
  await until(async () => (await health())?.state === 'degraded')
  t.match((await health())?.summary, /^Asterisk .*ARI: wrong username or password/)
  const phone = await startPhone(t, pbx, '101')
  await customerCalls(t, pbx, { to: '5550300', from: '84951234567', steps: ['answered', 300, 'bye'] })
  await phone.answer()
  t.match(await ended(hub), { outcome: 'answered' })
  const said = hub.log().split('\n')
  t.equal(said.filter((line) => /"level":50/.test(line) && /ARI/.test(line)).length, 1)
  t.notMatch(hub.log(), /wrong-ari-secret/)
})

t.test('a PBX that was restarted finds the application there again', { skip }, async (t) => {
  const { pbx, hub } = await openLab(t, ariYaml)
  await pbx.kill()
  await pbx.start()
  const isThere = async () => (await pbx.cli('ari show apps')).includes('perezvon')
  await until(isThere, 60_000)
  await untilConnected(hub)
  t.equal(await hub.stop(), 0)
})

forBoth('what ARI offers for calls: bridges, playback, recordings, channels', async (t, launcher) => {
  const pbx = await startPbx(t, launcher)
  const ari = createAri(endpointOf(pbx), clock)
  t.teardown(() => ari.close())
  t.equal((await ari.asterisk.ping()).ping, 'pong')
  t.match(await ari.asterisk.getInfo({ only: 'system' }), { system: { version: String } })
  await startPhone(t, pbx, '101')
  // The phone knows that it is registered a moment before the PBX shows it.
  await until(async () => (await ari.endpoints.get('PJSIP', '101')).state === 'online')
  await ari.bridges.createWithId('b1', { type: 'mixing', name: 'b1' })
  await ari.bridges.playWithId('b1', 'p1', { media: Array(5).fill('sound:hello-world').join() })
  await until(async () => (await ari.playbacks.get('p1')).state === 'playing')
  await ari.playbacks.control('p1', { operation: 'pause' })
  t.match(await ari.playbacks.get('p1'), { target_uri: 'bridge:b1' })
  await ari.playbacks.stop('p1')
  // An empty bridge that its announcer leaves takes a recorder that comes at that moment with it.
  await until(async () => /^0 active channels/.test(await pbx.cli('core show channels count')))
  t.match(await ari.bridges.record('b1', { name: 'r1', format: 'wav' }), { name: 'r1' })
  const runs = async () => (await ari.recordings.getLive('r1')).state === 'recording'
  await until(() => runs().catch(() => false)) // not known until the recorder is there
  await ari.recordings.pause('r1')
  t.match(await ari.recordings.getLive('r1'), { state: 'paused' })
  await ari.recordings.unpause('r1')
  await ari.recordings.stop('r1')
  await until(async () => (await ari.recordings.listStored()).some(({ name }) => name === 'r1'))
  t.match(await ari.bridges.list(), [{ id: 'b1' }])
  await ari.bridges.destroy('b1')
  t.same(await ari.channels.list(), [])
  await t.rejects(ari.channels.get('nobody'), new AriRefused(404, 'GET channels/nobody: 404 Channel not found'))
  await t.rejects(ari.channels.get('../bridges'), { message: /404/ })
  const stranger = createAri(endpointOf(pbx, 'wrong'), clock)
  t.teardown(() => stranger.close())
  await t.rejects(stranger.channels.list(), { message: /wrong username or password/ })
  await pbx.kill()
  await t.rejects(ari.channels.list(), AriUnanswered)
})
