import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Interaction } from '../../../../contracts/interaction.ts'
import type { User } from '../../../../contracts/rest.ts'
import type { Desk } from '../state/desk.ts'
import { staleAfter, staleBy } from '../state/stale.ts'
import { request } from './api.ts'
import { type Drafts, openDrafts } from './drafts.ts'
import { type DeskLink, openDesk } from './link.ts'
import { keepInteraction } from './queries.ts'

interface DeskTools {
  readonly link: DeskLink
  readonly drafts: Drafts
}
const DeskContext = createContext<DeskTools | null>(null)
const LISTS_MS = 400

const fetchInteraction = (id: string): Promise<Interaction> =>
  request<Interaction>('GET', `/api/v1/interactions/${encodeURIComponent(id)}`)

/** Keeps one link to the hub for as long as somebody is signed in. */
export function DeskProvider({ user, children }: { readonly user: User | null; readonly children: ReactNode }) {
  const [tools, setTools] = useState<DeskTools | null>(null)
  const refresh = useRefresh()
  const me = user?.id ?? null
  useEffect(() => {
    const drafts = openDrafts(me ?? 'nobody')
    const link = openDesk({ me, fetchInteraction, ...refresh })
    for (const id of Object.keys(drafts.all())) {
      fetchInteraction(id).then(
        (interaction) => link.dispatch({ type: 'talk-restored', interaction }),
        () => undefined // its draft stays for the next time
      )
    }
    const stop = link.subscribe(() => {
      for (const { interaction } of link.get().talks) {
        if (!drafts.get(interaction.id))
          drafts.set(interaction.id, { note: interaction.note ?? '', disposition: interaction.disposition })
      }
    })
    setTools({ link, drafts })
    return () => {
      stop()
      link.close()
    }
  }, [me, refresh])
  return tools ? <DeskContext value={tools}>{children}</DeskContext> : null
}

type Refresh = Pick<Parameters<typeof openDesk>[0], 'onChange' | 'onWork' | 'onRecord' | 'onResumed' | 'onRefused'>

/** Marks what is out of date, a little later and together: a busy hub changes many calls a second. */
function useRefresh(): Refresh {
  const client = useQueryClient()
  const stale = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const [refresh] = useState((): Refresh => {
    const soon = (...keys: readonly string[]): void => {
      for (const key of keys) stale.current.add(key)
      timer.current ??= setTimeout(() => {
        timer.current = undefined
        for (const key of stale.current) void client.invalidateQueries({ queryKey: [key] })
        stale.current.clear()
      }, LISTS_MS)
    }
    return {
      onChange: (interaction) => {
        keepInteraction(client, interaction)
        soon('interactions', 'timeline')
      },
      // A call that rang nobody is told to those who answer as a missed one, and stands in the lists, too.
      onWork: (kind) => soon(kind, 'timeline', ...(kind === 'missed-calls' ? ['interactions'] : [])),
      onRecord: (type) => soon(...staleBy(type)),
      onResumed: (answer) => soon(...staleAfter(answer)),
      onRefused: () => void client.invalidateQueries({ queryKey: ['session'] })
    }
  })
  return refresh
}

export function useDeskTools(): DeskTools {
  const tools = useContext(DeskContext)
  if (!tools) throw new Error('outside of DeskProvider')
  return tools
}

/** A part of the desk's state; `select` must return the same thing for the same state. */
export function useDesk<T>(select: (desk: Desk) => T): T {
  const { link } = useDeskTools()
  return useSyncExternalStore(link.subscribe, () => select(link.get()))
}
