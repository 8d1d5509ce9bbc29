import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { access, type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { HubError } from '../../contracts/errors.ts'

/** What was received and is on the disk, but not yet kept. */
export interface Received {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** Puts it in its place; resolves when it would be there also after a loss of power. */
  keep(): Promise<void>
  /** To be called in any case: what was not kept is gone. */
  discard(): Promise<void>
}

/** Contents of files, each kept once under its hash. */
export interface Blobs {
  /** Throws 'too-large' beyond `limit` bytes, 'unavailable' when the disk is full. */
  receive(body: Readable, limit: number): Promise<Received>
  /** Undefined when it is not there. */
  read(sha256: string): Promise<ReadStream | undefined>
  remove(sha256: string): Promise<void>
  /** Those that were put in their place long ago, and after `after` in the order of their names: some of them at a time. */
  listOld(after: string): Promise<string[]>
  /** Keeps what lies in another folder of this kind, and leaves it there. False when it is not there. */
  adopt(sha256: string, from: Blobs): Promise<boolean>
  /** Where the contents lie, or would. */
  placeOf(sha256: string): string
  /** Removes what nobody has put here for so many days. */
  prune(days: number): Promise<void>
}

/** Under the data folder: what came with messages that the core has not taken yet. */
export const INCOMING_FILES = 'incoming-files'

const DAY_MS = 86_400_000
const LEFT_OVER_MS = DAY_MS
const OLD_AT_ONCE = 500

/** In a folder, which is made when the first file comes. */
export function createBlobs(folder: string): Blobs {
  const incoming = join(folder, 'incoming')
  const placeOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256)
  let isTidied = false

  async function prepare(): Promise<void> {
    await mkdir(incoming, { recursive: true, mode: 0o700 })
    if (isTidied) return
    isTidied = true
    for (const name of await readdir(incoming)) {
      const path = join(incoming, name)
      if (await isOld(path)) await rm(path, { force: true })
    }
  }

  async function keep(path: string, sha256: string): Promise<void> {
    const place = placeOf(sha256)
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    await rename(path, place).catch(async (err: NodeJS.ErrnoException) => {
      if (err.code !== 'ENOENT') throw err
      await access(place) // kept before
    })
    for (const changed of [dirname(place), folder]) await syncFolder(changed)
  }

  return {
    async receive(body, limit) {
      try {
        await prepare()
        const path = join(incoming, randomUUID())
        const discard = (): Promise<void> => rm(path, { force: true })
        const { sha256, size } = await write(body, path, limit).catch(async (err: unknown) => {
          await discard()
          throw err
        })
        return { sha256, size, keep: () => keep(path, sha256), discard }
      } catch (err) {
        throw asProblem(err)
      }
    },
    async read(sha256) {
      const handle = await open(placeOf(sha256)).catch((err: NodeJS.ErrnoException) => {
        if (err.code === 'ENOENT') return undefined
        throw err
      })
      return handle && createReadStream('', { fd: handle })
    },
    remove: (sha256) => rm(placeOf(sha256), { force: true }),
    async listOld(after) {
      const found: string[] = []
      for (const part of (await namesIn(folder)).filter((name) => name >= after.slice(0, 2))) {
        if (part === 'incoming') continue
        for (const name of await namesIn(join(folder, part))) {
          if (name > after && (await isOld(join(folder, part, name)))) found.push(name)
        }
        if (found.length >= OLD_AT_ONCE) break
      }
      return found.slice(0, OLD_AT_ONCE)
    },
    placeOf,
    async adopt(sha256, from) {
      const place = placeOf(sha256)
      await mkdir(dirname(place), { recursive: true, mode: 0o700 })
      try {
        await link(from.placeOf(sha256), place)
      } catch (err) {
        const { code } = err as NodeJS.ErrnoException
        if (code === 'ENOENT') return false
        if (code !== 'EEXIST') throw err
      }
      for (const changed of [dirname(place), folder]) await syncFolder(changed)
      return true
    },
    async prune(days) {
      const groups = await readdir(folder).catch(() => [])
      for (const group of groups.filter((name) => name !== 'incoming')) {
        for (const name of await readdir(join(folder, group)).catch(() => [])) {
          const path = join(folder, group, name)
          const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
          if (Date.now() - mtimeMs > days * DAY_MS) await rm(path, { force: true })
        }
      }
    }
  }
}

/** In their order; none when the folder is not there. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((err: NodeJS.ErrnoException) => {
    if (err.code === 'ENOENT') return []
    throw err
  })
  return names.sort()
}

/** One that is gone meanwhile is not. */
async function isOld(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
  return Date.now() - mtimeMs > LEFT_OVER_MS
}

async function write(body: Readable, path: string, limit: number): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  try {
    let size = 0
    // Who sends too much is answered: the connection is not torn down under the answer.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) throw tooLarge(limit)
      hash.update(chunk)
      await writeWhole(file, chunk)
    }
    await file.sync()
    return { sha256: hash.digest('hex'), size }
  } finally {
    await file.close()
  }
}

async function writeWhole(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  await folder.sync().finally(() => folder.close())
}

const MB = 1_048_576
export const tooLarge = (limit: number): HubError => new HubError('too-large', `a file has ${limit / MB} MB at most`)

function asProblem(err: unknown): unknown {
  const { code } = err as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new HubError('unavailable', 'there is no room left for files', { cause: err })
  }
  if (code === 'ECONNRESET') return new HubError('bad-input', 'the file did not come whole', { cause: err })
  return err
}
