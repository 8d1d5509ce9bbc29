import type { IncomingMessage } from 'node:http'
import type { Test } from 'tap'
import { type Listening, listen } from './listen.ts'

interface Uploading {
  readonly id: number
  readonly comment: string
  readonly client_id_type: string
  readonly line_quantity: number
  readonly status: string
}

interface Metrika extends Listening {
  readonly uploads: Uploading[]
  /** The lines that it took, without the first, in the order of taking. */
  readonly lines: string[]
}

const COLUMNS = { CLIENT_ID: 'ClientId', YCLID: 'Yclid' } as const
const refused = (status: number, type: string, message: string) => ({
  status,
  body: { errors: [{ error_type: type, message }], code: status, message }
})

/**
 * Yandex Metrica's offline conversions as its reference describes them: uploads in multipart, and the list of them. The same
 * file twice is taken twice.
 */
export async function startMetrika(t: Test, { counter = '12345', token = 'the-token' } = {}): Promise<Metrika> {
  const uploads: Uploading[] = []
  const lines: string[] = []

  async function upload(request: IncomingMessage, url: URL, body: Buffer) {
    const kind = url.searchParams.get('client_id_type') as keyof typeof COLUMNS
    const comment = url.searchParams.get('comment') ?? ''
    if (!(kind in COLUMNS)) return refused(400, 'invalid_parameter', 'client_id_type')
    if (!/^[\p{L}\d]{0,255}$/u.test(comment)) return refused(400, 'invalid_parameter', 'comment')
    const headers = { 'content-type': request.headers['content-type'] ?? '' }
    const file = (await new Response(new Uint8Array(body), { headers }).formData()).get('file')
    if (!(file instanceof Blob)) return refused(400, 'invalid_uploading', 'there is no file')
    const [first, ...rest] = (await file.text()).split('\r\n')
    if (first !== `${COLUMNS[kind]},Target,DateTime,Price,Currency`) {
      return refused(400, 'invalid_uploading', `columns are wrong: ${first}`)
    }
    const taken = rest.filter((line) => line !== '')
    const wrong = taken.find((line) => !/^\d+,[\w.:-]+,\d{10},(\d+\.\d\d)?,([A-Z]{3})?$/.test(line))
    if (wrong !== undefined) return refused(400, 'invalid_uploading', `this line is wrong: ${wrong}`)
    lines.push(...taken)
    const uploading = {
      ...{ id: uploads.length + 1, comment, client_id_type: kind },
      ...{ line_quantity: taken.length, status: 'UPLOADED' }
    }
    uploads.push(uploading)
    return { status: 200, body: { uploading } }
  }

  const listening = await listen(t, (request, body) => {
    const url = new URL(request.url ?? '', 'http://localhost')
    if (request.headers.authorization !== `OAuth ${token}`) return refused(403, 'access_denied', 'Access is denied')
    const path = `/management/v1/counter/${counter}/offline_conversions`
    if (request.method === 'GET' && url.pathname === `${path}/uploadings`) {
      return { status: 200, body: { uploadings: uploads } }
    }
    if (request.method === 'POST' && url.pathname === `${path}/upload`) return upload(request, url, body)
    return refused(404, 'not_found', 'Entity not found')
  })
  return { ...listening, uploads, lines }
}
