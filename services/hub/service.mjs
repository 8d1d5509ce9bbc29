// npm run service -- crm: one service in a process of its own, on DATABASE_URL and REDIS_URL.
import { requireNode } from './node-version.mjs'

requireNode()
const { installPackages, build } = await import('./build.mjs')
await installPackages()
await build()
process.setSourceMapsEnabled(true)
process.argv[2] ??= 'none'
await import(new URL('../../dist/services/hub/main.js', import.meta.url).href)
