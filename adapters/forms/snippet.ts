import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { InboundResponse } from '../../contracts/adapter.ts'
import type { TakenForm } from '../../contracts/form.ts'

type Headers = Readonly<Record<string, string | undefined>>

const CODE = new URL('./page/snippet.js', import.meta.url)
const PLACE = '__FORM__'
/** How soon a page knows of a change of its form. */
const FRESH_SECONDS = 300

/** The name of the file in an address, if it is that of a script: /f/{key}.js. */
export const scriptKey = (path: string): string | undefined => /^([^.]+)\.js$/.exec(path)?.[1]

/** Answers the script that turns the forms of a page into this one. */
export function createSnippet() {
  let code: readonly string[] | undefined
  const ready = new WeakMap<TakenForm, { plain: Buffer; zipped: Buffer; tag: string }>()

  function scriptOf(form: TakenForm) {
    const known = ready.get(form)
    if (known) return known
    code ??= readFileSync(CODE, 'utf8').split(PLACE)
    if (code.length !== 2) throw new Error(`the script for pages has ${code.length - 1} places for its form, not one`)
    const { key, honeypot, workBits } = form
    const plain = Buffer.from(code.join(JSON.stringify({ key, honeypot, workBits })))
    const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
    const made = { plain, zipped: gzipSync(plain, { level: 9 }), tag }
    ready.set(form, made)
    return made
  }

  return (method: string, headers: Headers, form: TakenForm): InboundResponse => {
    if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: { allow: 'GET, HEAD' } }
    const { plain, zipped, tag } = scriptOf(form)
    const common = {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': `public, max-age=${FRESH_SECONDS}`,
      etag: tag,
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin'
    }
    if (headers['if-none-match'] === tag) return { status: 304, headers: common }
    if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return { status: 200, headers: common, body: plain }
    return { status: 200, headers: { ...common, 'content-encoding': 'gzip' }, body: zipped }
  }
}
