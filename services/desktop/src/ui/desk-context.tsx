import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Interaction } from '../../../../contracts/interaction.ts'
import type { User } from '../../../../contracts/rest.ts'
import type { Desk } from '../state/desk.ts'
import { request } from './api.ts'
import { type Drafts, openDrafts } from './drafts.ts'
import { type DeskLink, openDesk } from './link.ts'

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
    const link = openDesk({ me, fetchInteraction, onChange: refresh.lists, onRefused: refresh.session })
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

/** Marks what is out of date, a little later and together: a busy hub changes many calls a second. */
function useRefresh(): { lists(interaction: Interaction): void; session(): void } {
  const client = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const [refresh] = useState(() => ({
    lists: (interaction: Interaction): void => {
      client.setQueryData(['interaction', interaction.id], interaction)
      if (timer.current) return
      timer.current = setTimeout(() => {
        timer.current = undefined
        void client.invalidateQueries({ queryKey: ['interactions'] })
        void client.invalidateQueries({ queryKey: ['timeline'] })
      }, LISTS_MS)
    },
    session: (): void => void client.invalidateQueries({ queryKey: ['session'] })
  }))
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
