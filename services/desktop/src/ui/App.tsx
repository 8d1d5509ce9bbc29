import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { BrowserRouter } from 'react-router'
import { DeskProvider } from './desk-context.tsx'
import { DialProvider } from './dial/dialling.tsx'
import { Failure, Loading } from './parts/Note.tsx'
import { createQueries, sessionQuery } from './queries.ts'
import { SessionProvider } from './session-context.tsx'
import { Shell } from './shell/Shell.tsx'
import classes from './shell/shell.module.css'
import { SignIn } from './sign-in/SignIn.tsx'
import { theme, variables } from './theme.ts'

export function App() {
  const [client] = useState(createQueries)
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <Notifications position="bottom-left" autoClose={4000} />
      <QueryClientProvider client={client}>
        <BrowserRouter>
          <Door />
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Lets in whoever is signed in. */
function Door() {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery)
  if (session)
    return (
      <SessionProvider value={session}>
        <DeskProvider user={session.user}>
          <DialProvider>
            <Shell />
          </DialProvider>
        </DeskProvider>
      </SessionProvider>
    )
  if (isPending || error)
    return (
      <main className={classes['door']}>
        {error ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading />}
      </main>
    )
  return <SignIn />
}
