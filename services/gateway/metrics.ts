import { Counter, Gauge, Histogram, register } from 'prom-client'

/** One set a process: the registry is shared by all services of it, and two gateways in one test share it, too. */
export const sockets = single(
  'perezvon_gateway_sockets',
  (name) => new Gauge({ name, help: 'Socket.IO connections that are signed in' })
)
export const popsDelivered = single(
  'perezvon_gateway_pops_delivered_total',
  (name) => new Counter({ name, help: 'screen pops given to a person' })
)
export const popsAhead = single(
  'perezvon_gateway_pops_ahead_total',
  (name) => new Counter({ name, help: 'of them, those shown from the event itself, before it was committed' })
)
export const popLatency = single(
  'perezvon_gateway_pop_latency_seconds',
  (name) =>
    new Histogram({
      name,
      help: 'from the commit of an interaction that rings somebody to its pop on the socket',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    })
)
export const socketsCut = single(
  'perezvon_gateway_sockets_cut_total',
  (name) => new Counter({ name, help: 'connections ended by the gateway', labelNames: ['why'] })
)

function single<Metric>(name: string, create: (name: string) => Metric): Metric {
  return (register.getSingleMetric(name) as Metric | undefined) ?? create(name)
}
