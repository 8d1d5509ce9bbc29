import { Gauge, register } from 'prom-client'
import type { BusFigures } from './bus.ts'

const NAME = 'perezvon_bus_messages'

/** Shows at /metrics what waits on the bus, asked whenever the page is read; -1 while Redis is away. */
export function exposeBusFigures(read: () => Promise<BusFigures>): void {
  register.removeSingleMetric(NAME) // the newest core of this process speaks
  new Gauge({
    name: NAME,
    help: 'Contact events: delivered and not acknowledged (pending), not delivered yet (lag), dead letters',
    labelNames: ['kind'] as const,
    async collect() {
      const figures = await read().catch(() => ({ pending: -1, lag: -1, deadLetters: -1 }))
      this.set({ kind: 'pending' }, figures.pending)
      this.set({ kind: 'lag' }, figures.lag)
      this.set({ kind: 'dead_letters' }, figures.deadLetters)
    }
  })
}
