// npm start. Plain JavaScript without dependencies: node_modules may not be there yet.
import { requireNode } from './node-version.mjs'

requireNode()
const { installPackages, build } = await import('./build.mjs')
await installPackages()
await build()
process.setSourceMapsEnabled(true)
await import(new URL('../../dist/services/hub/main.js', import.meta.url).href)
