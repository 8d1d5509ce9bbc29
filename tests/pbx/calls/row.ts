import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as passes } from 'node:timers/promises'
import type { Interaction } from '../../../contracts/interaction.ts'
import { until } from '../../until.ts'
import { AT_ALL, differencesOf, type ExpectedInteraction, type ExpectedLive, showsNow } from './expected.ts'
import { type LinkName, type Stage, untilAllConnected } from './stage.ts'

/** What a row's script may do: drive the phones, look at the API, let time pass. */
export interface Scene extends Stage {
  /** People talk, wait, ring: time that belongs to the call. */
  lasts(ms: number): Promise<void>
  /**
   * When the PBX last said this event, by its own stamp: for what happens to a phone that is in a talk all the time. To be an
   * event that the model does not read.
   */
  said(event: 'AgentConnect'): number
  /** Waits until the API shows exactly one live interaction of this call that looks so, over both links. */
  shows(expected: ExpectedLive): Promise<void>
  /** The middle of the call: here one of the two links to the PBX is cut, and comes back. Once in every row. */
  middle(): Promise<void>
  /** Instead of `middle`: one link is down while this happens. What it shows is mended from what the PBX can be asked. */
  whileCut(happens: () => Promise<void>): Promise<void>
  /** Instead of `middle`: the hub is killed, this happens, and it starts again; it knows every call that it told of. */
  killHub(happens: () => Promise<void>): Promise<void>
  /**
   * Instead of `middle`: the PBX ends in the middle of its calls and begins anew, and both links to it are back. Answers when
   * it was told to.
   */
  restartPbx(): Promise<number>
}

/** One thing that may happen on a PBX: a script for the phones, and the interactions that it makes, oldest first. */
export interface Row {
  /** Names its recordings, too: lower-case words with hyphens. */
  readonly id: string
  /** A sentence. */
  readonly name: string
  readonly run: (scene: Scene) => Promise<readonly ExpectedInteraction[]>
  /** What cannot be known when the link was cut in its middle, and why. */
  readonly unknownAfterCut?: { readonly fields: RegExp; readonly why: string }
  /** How many of its calls came and went while the link was cut: of them it cannot tell. */
  readonly unheard?: number
  /** The hub or the PBX went down: neither link hears everything. */
  readonly fault?: boolean
}

const SHOWN_WITHIN_MS = 30_000
const QUIET_WITHIN_MS = 30_000

/** Plays a row on a PBX, and says how what the API gives differs from what happened. Nothing when all is right. */
export async function playRow(stage: Stage, row: Row, exactness = AT_ALL): Promise<string[]> {
  const { mendedWithinMs, timesWithinMs } = exactness
  const since = new Date().toISOString()
  const late = monitorEventLoopDelay({ resolution: 5 })
  late.enable()
  for (const wire of Object.values(stage.wires)) wire.record()
  let wasCut = false
  const told = async (link: LinkName): Promise<Interaction[]> =>
    (await stage.hub.interactions(`?since=${encodeURIComponent(since)}&limit=50`))
      .filter(({ source }) => source.instance === link)
      .reverse()
  const shows = async (expected: ExpectedLive, links: readonly LinkName[], withinMs: number): Promise<void> => {
    for (const link of links) {
      let last: Interaction[] = []
      const isSo = async (): Promise<boolean> => {
        last = (await told(link)).filter(({ state }) => state !== 'ended')
        return last.some((interaction) => showsNow(interaction, expected))
      }
      await until(isSo, withinMs).catch(() => {
        throw new Error(`${link}: not ${JSON.stringify(expected)} but ${JSON.stringify(last.map(brief))}`)
      })
    }
  }
  let listening: readonly LinkName[] = ['steady', 'cut']
  const middle = async (): Promise<void> => {
    wasCut = true
    const own = await ownView()
    await breakLink(stage, () => passes(150))
    await isSameAfter(own)
  }
  const whileCut = async (happens: () => Promise<void>): Promise<void> => {
    wasCut = true
    const { cursor } = (await stage.hub.api<{ cursor: string }>('GET', '/live')).body
    listening = ['steady']
    await breakLink(stage, happens)
    listening = ['steady', 'cut']
    if (!row.unheard) await isSameAfter(null)
    await until(() => saysGap(stage, cursor), mendedWithinMs)
  }
  const view = (one: Interaction): string => (row.unknownAfterCut?.fields.test('outcome') ? one.state : brief(one))
  const look = async () => ({ steady: (await told('steady')).map(view), cut: (await told('cut')).map(view) })
  const same = (one: readonly string[], other: readonly string[]): boolean =>
    JSON.stringify(one) === JSON.stringify(other)
  /** What the link showed before it was cut, where the two differ: null when they do not. */
  const ownView = async (): Promise<string[] | null> => {
    const { steady, cut } = await look()
    return same(steady, cut) ? null : cut
  }
  /**
   * Of a call that the hub itself asked for over one link, the other may know less: then the link is to show what it knew
   * itself. Or one of the two was a moment late when they were looked at: then both show the same soon.
   */
  const isSameAfter = async (own: string[] | null): Promise<void> => {
    let views: Record<LinkName, string[]> = { steady: [], cut: [] }
    const isMended = async (): Promise<boolean> => {
      views = await look()
      return same(views.steady, views.cut) || (own !== null && same(own, views.cut))
    }
    await until(isMended, mendedWithinMs).catch(() => {
      const others = [views.steady, ...(own ? [own] : [])].map((view) => view.join(' / ')).join(', nor ')
      throw new Error(`after the break the link shows ${views.cut.join(' / ')}, not ${others}`)
    })
  }
  /** What comes after a fault has to be right as soon as the links are back. */
  let patienceMs = SHOWN_WITHIN_MS
  const afterFault = async (): Promise<void> => {
    wasCut = true
    await untilAllConnected(stage.hub)
    patienceMs = mendedWithinMs
  }
  const killHub = async (happens: () => Promise<void>): Promise<void> => {
    const before = await stage.hub.interactions('?state=live')
    await stage.hub.kill()
    await happens()
    await stage.hub.start()
    await afterFault()
    const after = new Map((await stage.hub.interactions('?limit=50')).map(({ id, version }) => [id, version]))
    const isOlder = before.filter(({ id, version }) => (after.get(id) ?? 0) < version)
    if (isOlder.length > 0) throw new Error(`the killed hub came back with older calls: ${isOlder.map(brief)}`)
  }
  const restartPbx = async (): Promise<number> => {
    const at = await stage.pbx.restart()
    await afterFault()
    return at
  }
  const showsOn = async (expected: ExpectedLive): Promise<void> => {
    await shows(expected, listening, patienceMs)
    patienceMs = SHOWN_WITHIN_MS
  }
  const lasts = (ms: number): Promise<void> => passes(ms)
  const said: Scene['said'] = (event) => {
    const messages = stage.wires.steady.recorded().toString('latin1').split('\r\n\r\n')
    const last = messages.findLast((message) => message.startsWith(`Event: ${event}\r\n`)) ?? ''
    return Number(/\r\nTimestamp: ([\d.]+)/.exec(last)?.[1]) * 1000
  }
  const scene: Scene = { ...stage, lasts, said, middle, whileCut, killHub, restartPbx, shows: showsOn }
  try {
    const expected = await row.run(scene)
    if (!wasCut) return ['its script never comes to the middle of the call']
    return await compare(told, expected, row, () => timesWithinMs + late.max / 1e6)
  } catch (err) {
    return [err instanceof Error ? err.message : String(err)]
  } finally {
    late.disable()
    await clear(stage)
  }
}

async function compare(
  told: (link: LinkName) => Promise<Interaction[]>,
  all: readonly ExpectedInteraction[],
  { unknownAfterCut, unheard = 0, fault = false }: Row,
  withinMs: () => number
): Promise<string[]> {
  const differences: string[] = []
  for (const link of ['steady', 'cut'] as const) {
    const wasDown = link === 'cut' || fault
    const heard = asSeenOver(link, all).slice(wasDown ? unheard : 0)
    let actual: Interaction[] = []
    const isOver = async (): Promise<boolean> => {
      actual = await told(link)
      return actual.length >= heard.length && actual.every(({ state }) => state === 'ended')
    }
    await until(isOver, QUIET_WITHIN_MS).catch(() => {}) // what is wrong is said below
    if (actual.length !== heard.length)
      differences.push(`${link}: ${actual.length} interactions, not ${heard.length}: ${actual.map(brief).join(' / ')}`)
    for (const [place, want] of heard.entries()) {
      const one = actual[place]
      const found = one === undefined ? [] : differencesOf(one, want, withinMs())
      const unknown = wasDown ? unknownAfterCut?.fields : want.unasked
      const known = found.filter((text) => !unknown?.test(text))
      differences.push(
        ...known.filter((text) => !(wasDown && isEstimated(one, text))).map((text) => `${link}: ${text}`)
      )
      const estimated = wasDown ? [] : (one?.estimated.filter((name) => !want.estimated?.includes(name)) ?? [])
      if (estimated.length > 0) differences.push(`steady: ${estimated} is estimated`)
      if (!wasDown && want.estimated?.some((name) => !one?.estimated.includes(name)))
        differences.push(`steady: ${want.estimated} is not estimated`)
    }
  }
  return differences
}

/** The hub makes calls over the first link by name, which is the one that is cut: the other sees somebody else's. */
function asSeenOver(link: LinkName, expected: readonly ExpectedInteraction[]): ExpectedInteraction[] {
  if (link === 'cut') return [...expected]
  return expected.flatMap(({ id: _, ...rest }) => (rest.unasked === null ? [] : [rest]))
}

/** A time that is off is no lie when the interaction says that it is an estimate. */
const isEstimated = (one: Interaction | undefined, difference: string): boolean =>
  one?.estimated.some((time) => difference.startsWith(`${time} `)) ?? false

/** Cuts the second link, and waits until it is back. */
async function breakLink({ hub, wires: { cut: wire } }: Stage, meanwhile: () => Promise<unknown>): Promise<void> {
  const before = wire.connections
  wire.cut()
  try {
    await meanwhile()
  } finally {
    wire.mend()
  }
  await until(() => wire.connections > before)
  await untilAllConnected(hub)
}

/** The event stream says from when to when nobody listened. */
async function saysGap({ hub }: Stage, cursor: string): Promise<boolean> {
  const { body } = await hub.api<{ items: { type: string; data: { instance: string } }[] }>(
    'GET',
    `/events?cursor=${cursor}&limit=500`
  )
  return body.items.some(({ type, data }) => type === 'feed-gap' && data.instance === 'cut')
}

/** Nothing of a row is left for the next. */
async function clear({ phones, pbx }: Stage): Promise<void> {
  await Promise.all(phones().map((phone) => phone.rest()))
  const isQuiet = async (): Promise<boolean> =>
    (await pbx.cli('core show channels count')).startsWith('0 active channels')
  await until(isQuiet, 1_500).catch(async () => {
    await pbx.cli('channel request hangup all')
    await until(isQuiet)
  })
  await Promise.all(phones().map((phone) => phone.rest()))
}

/** What people see of an interaction, in one line. */
function brief({ direction, state, outcome, remote, queue, participants, transfers }: Interaction): string {
  const people = participants.map(
    ({ address, via, state: now, outcome: how, leftAt }) =>
      `${address} ${via} ${leftAt === null ? now : (how ?? 'gone')}`
  )
  const moved = transfers.map(({ kind, by, to }) => `${kind} ${by}>${to}`)
  return [direction, outcome ?? state, remote.raw, queue ?? '-', '|', people.join(', '), '|', moved.join(', ')].join(
    ' '
  )
}
