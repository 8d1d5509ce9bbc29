import { useEffect, useState } from 'react'
import { hubNow } from './api.ts'

/** The hub's time, once a second while something is timed. */
export function useNow(running = true): number {
  const [now, setNow] = useState(hubNow)
  useEffect(() => {
    if (!running) return
    setNow(hubNow())
    const timer = setInterval(() => setNow(hubNow()), 1000)
    return () => clearInterval(timer)
  }, [running])
  return now
}
