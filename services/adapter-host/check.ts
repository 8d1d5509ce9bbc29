import { Value } from 'typebox/value'
import type { AdapterManifest } from '../../contracts/adapter.ts'
import { type CheckAdapter, spell } from '../kit/hub-config.ts'

/** Checks an adapter's entry in hub.yaml against its manifest's schema. */
export function adapterChecker(manifests: ReadonlyMap<string, AdapterManifest>): CheckAdapter {
  return (system, own) => {
    const manifest = manifests.get(system)
    if (!manifest)
      return [['/system', `there is no adapter '${system}'; there are: ${[...manifests.keys()].sort().join(', ')}`]]
    return Value.Errors(manifest.config, Value.Default(manifest.config, structuredClone(own)))
      .filter(({ keyword }) => keyword !== 'boolean')
      .flatMap(({ instancePath, message, keyword, params }) => [...spell(instancePath, message, keyword, params)])
  }
}

/** The entry with the schema's defaults filled in; it was checked at start. */
export function completeConfig(manifest: AdapterManifest, own: unknown): unknown {
  return Value.Default(manifest.config, structuredClone(own))
}
