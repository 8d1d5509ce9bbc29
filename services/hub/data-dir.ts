import { accessSync, constants, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import { isRunByNpm, npmChain } from './parent.ts'
import { identify, isAlive, type ProcessIdentity, signalTo, untilGone } from './process-identity.ts'

interface Holder extends ProcessIdentity {
  /** The npm that started it: without it, it stops (see parent.ts). */
  readonly npm?: string
  readonly url?: string
}

export interface DataDir {
  readonly path: string
  /** Tells a second start where the hub is. */
  announce(url: string): void
  release(): void
}

/** Takes the data for this process alone. Throws CannotStart when another hub runs on it. */
export async function takeDataDir(path: string): Promise<DataDir> {
  makeFolder(path)
  const file = join(path, 'hub.pid')
  const npm = isRunByNpm() ? npmChain(process.pid) : undefined
  const mine: Holder = { ...self(), ...(npm === undefined ? {} : { npm }) }
  for (let tries = 0; !tryLink(file, mine); tries++) {
    const holder = readHolder(file)
    if (holder && isAlive(holder) && !(await endOrphan(holder))) {
      throw new CannotStart(
        `a hub is already running on ${path}${holder.url ? ` at ${holder.url}` : ''} (process ${holder.pid}): ` +
          'stop it first, or set DATA_DIR and PORT for a second one'
      )
    }
    if (tries > 20) throw new CannotStart(`${file} cannot be taken: delete it and start again`)
    rmSync(file, { force: true })
  }
  return {
    path,
    announce: (url) => writeFileSync(file, JSON.stringify({ ...mine, url })),
    release: () => rmSync(file, { force: true })
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.W_OK | constants.X_OK)
  } catch (err) {
    throw new CannotStart(
      `the data folder ${path} cannot be used (${(err as NodeJS.ErrnoException).code}): ` +
        'set DATA_DIR to a folder that can be written'
    )
  }
}

/** link(2) fails when the name is there: of two that start at once, one has it. */
function tryLink(file: string, mine: Holder): boolean {
  const own = `${file}.${mine.pid}`
  writeFileSync(own, JSON.stringify(mine))
  try {
    linkSync(own, file)
    return true
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'EEXIST') throw err
    return false
  } finally {
    rmSync(own, { force: true })
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined // gone, or cut short by a crash
  }
}

/** A hub whose `npm start` was killed is about to stop by itself: helped along, and waited for. */
async function endOrphan(holder: Holder): Promise<boolean> {
  if (holder.npm === undefined || holder.npm === npmChain(holder.pid)) return false
  signalTo(holder, 'SIGTERM')
  return untilGone(holder, 20_000)
}

function self(): ProcessIdentity {
  const found = identify(process.pid)
  if (!found) throw new Error('this process cannot be identified')
  return found
}
