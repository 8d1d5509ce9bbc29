import type { Static, TSchema } from 'typebox'
import type { Command, CommandOutcome, CommandType } from './command.ts'
import type { ContactEvent } from './event.ts'
import type { TraceEntry, TraceTold } from './trace.ts'

type LogLine = (fields: Record<string, unknown>, message: string) => void
/** error: a person must act; warn: healed itself or a peer misbehaved; info: a connection's state; debug: per event. */
export interface Log {
  readonly debug: LogLine
  readonly info: LogLine
  readonly warn: LogLine
  readonly error: LogLine
}

/** Time as an argument, so that a test can hold it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back once, after `delayMs`, unless the returned function is called before. */
  after(delayMs: number, callback: () => void): () => void
}

/** Small durable state of one adapter instance: cursors, tokens, live calls. Values are JSON. */
export interface KeyValueStore {
  get(key: string): Promise<unknown>
  set(key: string, value: unknown): Promise<void>
  delete(key: string): Promise<void>
  entries(): Promise<ReadonlyMap<string, unknown>>
}

/** What an administrator reads of one connection. */
export interface HealthReport {
  readonly state: 'starting' | 'up' | 'degraded' | 'down'
  readonly summary: string
  readonly details?: Readonly<Record<string, string | number | boolean>>
}

/** One HTTP call from the vendor, as received: signatures are checked over the raw bytes. */
export interface InboundRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** The query as it came, without the question mark. */
  readonly queryString: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly remoteAddress: string
  readonly body: Uint8Array
  /** In place of `body` where the route hands on the bytes as they come (/f/…): whoever reads them sees to the limits. */
  readonly stream?: AsyncIterable<Uint8Array>
}
export interface InboundResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** What an administrator set in the hub itself for all instances of a system, as it is now. */
export interface SystemSettings {
  /** Undefined until it was read for the first time. Checked by whoever uses it. */
  current(): unknown
  /** Calls back after every change; answers how to end that. */
  onChange(callback: () => void): () => void
}

/** Contents that were received with a message: they are kept until the core has taken the event that names them. */
export interface IncomingFiles {
  /** Resolves when it is on the disk. Throws HubError 'too-large' beyond `limit` bytes, 'unavailable' when it is full. */
  put(contents: AsyncIterable<Uint8Array>, limit: number): Promise<{ readonly sha256: string; readonly size: number }>
}

/** Who has one of several things, and how long. Milliseconds since the epoch, by one clock for all processes. */
export interface Hold {
  readonly thing: string
  readonly sinceMs: number
  readonly untilMs: number
  readonly nowMs: number
}

/** Things of which each has one holder at a time, in all processes of the hub together. */
export interface Holds {
  /**
   * Keeps what `holder` has for `holdMs` from now; else gives them, of those that nobody has had for `restMs`, what was
   * unused for the longest time. Undefined: all are in use. Throws HubError 'unavailable'.
   */
  take(holder: string, things: readonly string[], holdMs: number, restMs: number): Promise<Hold | undefined>
}

/** What the host hands to an adapter. An adapter touches nothing else of the hub. */
export interface AdapterContext<Config> {
  /** Its name in hub.yaml. */
  readonly instance: string
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  readonly state: KeyValueStore
  /** Follows what is set in the hub for this system. */
  readonly settings: SystemSettings
  readonly files: IncomingFiles
  readonly holds: Holds
  /**
   * Resolves when the event is durable. Waits (bounded queue, then back-pressure) while the bus is away; never drops. With
   * `withinMs` it does not wait: HubError 'unavailable' says that it may not be there, and is to be sent again by whoever
   * sent it, with the same id.
   */
  emit(event: ContactEvent, options?: { readonly withinMs: number }): Promise<void>
  health(report: HealthReport): void
  /** Adds to a counter shown at /metrics as perezvon_adapter_<name>_total{instance}. */
  count(name: string, by?: number): void
  /**
   * Keeps what made a call, for "Why?" and replay. Never waits and never fails: what is too much is dropped, and the
   * trace says so. Absent where hub.yaml wants no trace.
   */
  trace?(subject: string, entry: TraceEntry): void
}

/** A running connection to one outside system. */
export interface Adapter {
  /**
   * Called only while this process holds the instance's lease. Resolves when its first attempt has been made; an
   * unreachable or refusing peer is not an error (it is reported by `health` and tried again).
   */
  start(signal: AbortSignal): Promise<void>
  /** Idempotent. After it resolves nothing is emitted. */
  stop(): Promise<void>
  handle?(command: Command): Promise<CommandOutcome>
  onRequest?(request: InboundRequest): Promise<InboundResponse>
}

/** The default export of `adapters/<system>/index.ts`; `system` is the folder's name. */
export interface AdapterManifest<Schema extends TSchema = TSchema> {
  readonly system: string
  readonly config: Schema
  readonly commands: readonly CommandType[]
  /**
   * It holds no connection and no state of its own: it runs in every process at once, without a lease, and each of them
   * takes requests.
   */
  readonly everywhere?: true
  create(context: AdapterContext<Static<Schema>>): Adapter
  /** Puts the entries of a trace, in order, through today's model; answers what it tells at each. A RangeError says why not. */
  replay?(entries: readonly TraceEntry[]): readonly Replayed[]
}

export interface Replayed {
  readonly sequence: number
  readonly told: readonly TraceTold[]
}

export function defineAdapter<Schema extends TSchema>(manifest: AdapterManifest<Schema>): AdapterManifest<Schema> {
  return manifest
}
