import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as passes } from 'node:timers/promises'
import type { Interaction } from '../../../contracts/interaction.ts'
import { until } from '../../until.ts'
import { differencesOf, type ExpectedInteraction, type ExpectedLive, showsNow } from './expected.ts'
import { type LinkName, type Stage, untilAllConnected } from './stage.ts'

/** What a row's script may do: drive the phones, look at the API, let time pass. */
export interface Scene extends Stage {
  /** People talk, wait, ring: time that belongs to the call. */
  lasts(ms: number): Promise<void>
  /** Waits until the API shows exactly one live interaction of this call that looks so, over both links. */
  shows(expected: ExpectedLive): Promise<void>
  /** The middle of the call: here one of the two links to the PBX is cut, and comes back. Once in every row. */
  middle(): Promise<void>
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
}

/** The record is mended within this time after the link is back. */
const MENDED_WITHIN_MS = 2_000
const QUIET_WITHIN_MS = 15_000

/** Plays a row on a PBX, and says how what the API gives differs from what happened. Nothing when all is right. */
export async function playRow(stage: Stage, row: Row): Promise<string[]> {
  const since = new Date().toISOString()
  const late = monitorEventLoopDelay({ resolution: 5 })
  late.enable()
  stage.wires.steady.record()
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
  const middle = async (): Promise<void> => {
    wasCut = true
    const look = async () => ({ steady: (await told('steady')).map(brief), cut: (await told('cut')).map(brief) })
    const before = await look()
    // Of a call that the hub itself asked for over one link, the other may know less.
    const alike = JSON.stringify(before.steady) === JSON.stringify(before.cut)
    await breakLink(stage)
    let views = before
    const isMended = async (): Promise<boolean> => {
      const now = await look()
      views = { steady: alike ? now.steady : before.cut, cut: now.cut }
      return JSON.stringify(views.steady) === JSON.stringify(views.cut)
    }
    await until(isMended, MENDED_WITHIN_MS).catch(() => {
      throw new Error(`after the break the link shows ${views.cut.join(' / ')}, not ${views.steady.join(' / ')}`)
    })
  }
  const lasts = (ms: number): Promise<void> => passes(ms)
  const scene: Scene = { ...stage, lasts, middle, shows: (expected) => shows(expected, ['steady', 'cut'], 5_000) }
  try {
    const expected = await row.run(scene)
    if (!wasCut) return ['its script never comes to the middle of the call']
    return await compare(told, expected, row, () => late.max / 1e6)
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
  { unknownAfterCut }: Row,
  lateMs: () => number
): Promise<string[]> {
  const differences: string[] = []
  for (const link of ['steady', 'cut'] as const) {
    const expected = asSeenOver(link, all)
    let actual: Interaction[] = []
    const isOver = async (): Promise<boolean> => {
      actual = await told(link)
      return actual.length >= expected.length && actual.every(({ state }) => state === 'ended')
    }
    await until(isOver, QUIET_WITHIN_MS).catch(() => {}) // what is wrong is said below
    if (actual.length !== expected.length)
      differences.push(
        `${link}: ${actual.length} interactions, not ${expected.length}: ${actual.map(brief).join(' / ')}`
      )
    for (const [place, want] of expected.entries()) {
      const one = actual[place]
      const found = one === undefined ? [] : differencesOf(one, want, lateMs())
      const unknown = link === 'cut' ? unknownAfterCut?.fields : want.unasked
      const known = found.filter((text) => !unknown?.test(text))
      differences.push(...known.filter((text) => !isEstimated(one, text)).map((text) => `${link}: ${text}`))
      if (link === 'steady' && one?.estimated.length) differences.push(`steady: ${one.estimated} is estimated`)
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
  one?.source.instance === 'cut' && one.estimated.some((time) => difference.startsWith(`${time} `))

/** Cuts the second link and waits until it is back. */
async function breakLink({ hub, wires: { cut: wire } }: Stage): Promise<void> {
  const before = wire.connections
  wire.cut()
  await passes(150)
  wire.mend()
  await until(() => wire.connections > before)
  await untilAllConnected(hub)
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
