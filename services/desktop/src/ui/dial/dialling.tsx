import { useMutation } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { request } from '../api.ts'
import { useDesk, useDeskTools } from '../desk-context.tsx'

interface Dialling {
  readonly dial: (number: string, contact?: string) => void
  /** A call is being asked for, or goes on. */
  readonly busy: boolean
  readonly asking: string | null
  readonly error: unknown
  readonly forget: () => void
}
const DialContext = createContext<Dialling | null>(null)

interface Wish {
  readonly to: string
  readonly contact: string | undefined
}

/** Click-to-call, from the dial box and from any number on the screen. */
export function DialProvider({ children }: { readonly children: ReactNode }) {
  const { link } = useDeskTools()
  const dialled = useDesk((desk) => desk.dialled)
  const { mutate, reset, isPending, variables, error } = useMutation({
    mutationFn: ({ to, contact }: Wish) =>
      request<{ interaction: { id: string } }>('POST', '/api/v1/calls', { to, ...(contact ? { contact } : {}) }),
    onMutate: () => link.dispatch({ type: 'dial-cleared' }),
    onSuccess: (answer, { to }) => link.dispatch({ type: 'dialled', id: answer.interaction.id, to })
  })
  const going = dialled !== null && dialled.interaction?.state !== 'ended'
  const value = useMemo<Dialling>(
    () => ({
      dial: (to, contact) => mutate({ to, contact }),
      busy: isPending || going,
      asking: isPending ? (variables?.to ?? null) : null,
      error,
      forget: () => {
        reset()
        link.dispatch({ type: 'dial-cleared' })
      }
    }),
    [mutate, reset, isPending, going, variables, error, link]
  )
  return <DialContext value={value}>{children}</DialContext>
}

export function useDialling(): Dialling {
  const dialling = useContext(DialContext)
  if (!dialling) throw new Error('outside of DialProvider')
  return dialling
}
