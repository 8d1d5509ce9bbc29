import { queryOptions } from '@tanstack/react-query'
import { ApiProblem, request } from '../api.ts'

/** GET /api/v1/demo: there only when the hub runs as a demonstration. */
interface Demo {
  readonly mode: 'live' | 'recorded'
  readonly text: { readonly ru: string; readonly en: string }
  readonly phones: readonly DemoPhone[]
  readonly customers: readonly { readonly number: string; readonly name: string }[]
  /** The numbers a customer may dial. */
  readonly lines?: readonly { readonly address: string; readonly name: string }[]
  /** Who may sign in here: nobody's data is behind it. */
  readonly accounts?: readonly DemoAccount[]
}
export interface DemoAccount {
  readonly login: string
  readonly password: string
  readonly name: string
  readonly extension: string | null
}
export interface DemoPhone {
  readonly extension: string
  readonly name: string
  readonly state: 'idle' | 'ringing' | 'talking'
}

const POLL_MS = 1_000

/** Null when this is no demonstration; then it is not asked again. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: async (): Promise<Demo | null> => {
    try {
      return await request<Demo>('GET', '/api/v1/demo')
    } catch (error) {
      if (error instanceof ApiProblem && (error.status === 404 || error.status === 403)) return null
      throw error
    }
  },
  refetchInterval: (query) => (query.state.data === null ? false : POLL_MS),
  refetchIntervalInBackground: false,
  refetchOnWindowFocus: (query) => query.state.data !== null
})
