import { createContext, useContext } from 'react'
import type { Session } from '../../../../contracts/rest.ts'

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('outside of SessionProvider')
  return session
}

/** Who sees everybody's calls. */
export const seesAll = (session: Session): boolean => session.role === 'admin' || session.role === 'supervisor'

/** Who answers calls, and so may say who it was and what came of it. */
export const useMayAnswer = (): boolean => useSession().role !== 'marketer'

/** Who sets up forms. */
export const useMayMarket = (): boolean => ['marketer', 'admin'].includes(useSession().role)
