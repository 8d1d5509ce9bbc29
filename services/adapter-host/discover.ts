import { readdir } from 'node:fs/promises'
import type { AdapterManifest } from '../../contracts/adapter.ts'

const adaptersDir = new URL('../../adapters/', import.meta.url)
const entry = import.meta.url.endsWith('.ts') ? 'index.ts' : 'index.js'

/** A folder under adapters/ is an adapter: adding one touches no list. By `system`. */
export async function discoverAdapters(): Promise<Map<string, AdapterManifest>> {
  const folders = (await readdir(adaptersDir, { withFileTypes: true })).filter(
    (item) => item.isDirectory() && item.name !== 'kit'
  )
  const manifests = await Promise.all(
    folders.map(async ({ name }) => {
      const manifest = (await import(new URL(`${name}/${entry}`, adaptersDir).href)).default as AdapterManifest
      if (manifest?.system !== name)
        throw new Error(`adapters/${name} must default-export a manifest of system '${name}'`)
      return manifest
    })
  )
  return new Map(manifests.map((manifest) => [manifest.system, manifest]))
}
