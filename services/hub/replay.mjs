// npm run replay -- trace.json: what today's code makes of a trace that the API gave, and what it tells otherwise.
import { resolve } from 'node:path'
import { requireNode } from './node-version.mjs'

requireNode()
const { installPackages, build } = await import('./build.mjs')
await installPackages()
await build()
const { replayFile } = await import(new URL('../../dist/services/adapter-host/app.js', import.meta.url).href)
const file = process.argv[2]
process.exitCode = await replayFile(file && resolve(process.env['INIT_CWD'] ?? '.', file), console.log)
