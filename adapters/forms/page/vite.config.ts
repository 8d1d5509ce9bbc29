import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = path.dirname(fileURLToPath(import.meta.url))

/** One script without a name of its own, beside the compiled code of the adapter. */
export default defineConfig({
  root: here,
  publicDir: false,
  build: {
    outDir: path.resolve(here, '../../../dist/adapters/forms/page'),
    emptyOutDir: false,
    target: 'es2020',
    lib: { entry: 'snippet.ts', formats: ['iife'], name: 'perezvonSnippet', fileName: () => 'snippet.js' }
  }
})
