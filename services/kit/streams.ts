import { hostname } from 'node:os'

/** Streams of the hub. Their entries have one field, `m`, a JSON text. */
export const CONTACT_EVENTS = 'hub:contact-events'
/** Forms apart from the others, so that a flood of them holds up no call. */
export const FORM_EVENTS = 'hub:form-events'
export const COMMAND_ANSWERS = 'hub:answers'
/** Chunks of traces, compressed: see adapter-host/trace-writer.ts. */
export const TRACES = 'hub:traces'
export const commandsOf = (instance: string): string => `hub:commands:${instance}`
/** Where a message goes that could not be handled, with the reason. */
export const deadLettersOf = (stream: string): string => `${stream}:dead`

/** Redis channel on which the core tells the gateways of every item of its event stream. */
export const FEED_CHANNEL = 'hub:feed'
/** Redis channel on which gateways hear of a call that rings, the moment its event is on disk: see docs/decisions/0009, 0016 and 0018. */
export const AHEAD_CHANNEL = 'hub:ahead'

/** Redis channel on which the core says of which system the settings have changed. */
export const SETTINGS_CHANNEL = 'hub:settings'

/**
 * Unique among the living, and the same after a restart, so that a process that was killed finds what it held:
 * a port belongs to one process of a machine.
 */
export const consumerName = (port: number): string => `${hostname()}-${port}`
