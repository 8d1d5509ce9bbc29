import path from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import mantine from 'postcss-preset-mantine'
import { defineConfig } from 'vite'

const here = path.dirname(fileURLToPath(import.meta.url))
const hub = 'http://127.0.0.1:8080'

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react()],
  css: { postcss: { plugins: [mantine()] } },
  build: {
    outDir: path.resolve(here, '../../dist/services/desktop/web'),
    emptyOutDir: true,
    target: 'es2022',
    // a data: URI would need a wider content security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': hub,
      '/realtime': { target: hub, ws: true }
    }
  }
})
