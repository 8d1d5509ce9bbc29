import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A program from the machine or from its package archive, unpacked into the checkout's cache. */
type Box =
  | { readonly path: string; readonly modules?: string }
  | { readonly missing: string /* a sentence: why, and what to install */ }

/** Runs deploy/debs/fetch.mjs, which needs no dependency; quick when the program is there. */
export async function fetchBox(root: string, name: string): Promise<Box> {
  const script = join(root, 'deploy/debs/fetch.mjs')
  const child = run(process.execPath, [script, name], { timeout: 900_000, encoding: 'utf8' })
  child.child.stderr?.pipe(process.stdout, { end: false }) // what it is doing, for the person who waits
  const { stdout } = await child.catch((err: { stdout?: string; message: string }) => ({
    stdout: err.stdout || JSON.stringify({ missing: `${name} could not be fetched: ${err.message.split('\n')[0]}` })
  }))
  return JSON.parse(stdout) as Box
}
