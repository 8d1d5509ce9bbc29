import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'

/** Whether nobody listens on this TCP port; `EACCES` and the like are thrown. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port, host), 'listening')
    return true
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw err
  } finally {
    server.close()
  }
}

/** A TCP port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}

/** The ports of `names`, the same as at the last start (kept in `file`) unless another program took one since. */
export async function keepPorts<Name extends string>(
  file: string,
  names: readonly Name[]
): Promise<Record<Name, number>> {
  const kept = existsSync(file) ? ((JSON.parse(await readFile(file, 'utf8')) as Record<string, number>) ?? {}) : {}
  const ports: Record<string, number> = { ...kept }
  for (const name of names) {
    const last = kept[name]
    ports[name] = last !== undefined && (await isFree(last)) ? last : await freePort()
  }
  await writeFile(`${file}.new`, `${JSON.stringify(ports)}\n`)
  await rename(`${file}.new`, file)
  return ports as Record<Name, number>
}
