import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Other surfaces of the one port: what is not found there is never answered with the desktop's page. */
const RESERVED = /^\/(api|f|hooks|realtime|healthz|readyz|metrics|openapi\.json|asyncapi\.json)(\/|$)/

/** Mantine writes its variables into style elements; scripts come from files of ours only. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'"
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()'
}

const YEAR_SECONDS = 31_536_000

export interface DesktopOptions {
  /** The folder `vite build` wrote; by default `web/` beside this file. */
  readonly root?: string
}

/** Fits `Service` of services/kit, which the desktop may not import. */
export interface DesktopService {
  readonly name: string
  register(app: FastifyInstance): Promise<void>
  start(): Promise<void>
  ready(): Promise<readonly string[]>
  stop(): Promise<void>
}

/** Serves the built web application at `/`; every address of the application gets its one page. */
export function createDesktop(options: DesktopOptions = {}): DesktopService {
  const root = options.root ?? fileURLToPath(new URL('./web/', import.meta.url))
  let files: ReadonlySet<string> = new Set()
  return {
    name: 'desktop',
    async register(app) {
      files = await listFiles(root)
      await app.register(fastifyStatic, { root, serve: false, cacheControl: false })
      app.route({
        method: ['GET', 'HEAD'],
        url: '/*',
        schema: { hide: true } as object,
        handler: async (request, reply) => answer(request, reply, files)
      })
    },
    async start() {},
    async ready() {
      return files.has('index.html') ? [] : ['the desktop has not been built: npm run build']
    },
    async stop() {}
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, files: ReadonlySet<string>): FastifyReply | undefined {
  const path = pathOf(request.url)
  if (path === undefined || RESERVED.test(path)) {
    reply.callNotFound()
    return undefined
  }
  const file = path.slice(1)
  if (file !== 'index.html' && files.has(file)) return send(reply, file, cacheOf(file))
  const isPage = path === '/' || (!path.includes('.') && acceptsHtml(request)) || file === 'index.html'
  if (!isPage || !files.has('index.html')) {
    reply.callNotFound()
    return undefined
  }
  return send(reply, 'index.html', 'no-store')
}

function send(reply: FastifyReply, file: string, cache: string): FastifyReply {
  return reply.headers({ ...HEADERS, 'cache-control': cache }).sendFile(file)
}

/** Vite puts a hash of the content into the names under assets/. */
function cacheOf(file: string): string {
  return file.startsWith('assets/') ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache'
}

function acceptsHtml(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').includes('text/html')
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?', 1)[0] ?? '/')
  } catch {
    // a broken escape is an address of nothing
    return undefined
  }
}

async function listFiles(root: string): Promise<ReadonlySet<string>> {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return new Set(files.map((file) => relative(root, join(file.parentPath, file.name)).replaceAll(sep, '/')))
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'ENOENT') return new Set()
    throw err
  }
}
