// Written by generate.mjs from Asterisk's own description of ARI: change that, not this.

export interface AsteriskInfo {
  readonly build?: BuildInfo | undefined
  readonly system?: SystemInfo | undefined
  readonly config?: ConfigInfo | undefined
  readonly status?: StatusInfo | undefined
}

export interface AsteriskPing {
  readonly asterisk_id: string
  readonly ping: string
  readonly timestamp: string
}

export interface Application {
  readonly name: string
  readonly channel_ids: readonly string[]
  readonly bridge_ids: readonly string[]
  readonly endpoint_ids: readonly string[]
  readonly device_names: readonly string[]
  readonly events_allowed: readonly Readonly<Record<string, unknown>>[]
  readonly events_disallowed: readonly Readonly<Record<string, unknown>>[]
}

export interface Channel {
  readonly id: string
  readonly protocol_id: string
  readonly name: string
  readonly state:
    | 'Down'
    | 'Rsrved'
    | 'OffHook'
    | 'Dialing'
    | 'Ring'
    | 'Ringing'
    | 'Up'
    | 'Busy'
    | 'Dialing Offhook'
    | 'Pre-ring'
    | 'Unknown'
  readonly caller: CallerID
  readonly connected: CallerID
  readonly accountcode: string
  readonly dialplan: DialplanCEP
  readonly creationtime: string
  readonly language: string
  readonly channelvars?: Readonly<Record<string, unknown>> | undefined
}

export interface Playback {
  readonly id: string
  readonly media_uri: string
  readonly next_media_uri?: string | undefined
  readonly target_uri: string
  readonly language?: string | undefined
  readonly state: 'queued' | 'playing' | 'continuing' | 'done' | 'failed'
}

export interface LiveRecording {
  readonly name: string
  readonly format: string
  readonly target_uri: string
  readonly state: 'queued' | 'recording' | 'paused' | 'done' | 'failed' | 'canceled'
  readonly duration?: number | undefined
  readonly talking_duration?: number | undefined
  readonly silence_duration?: number | undefined
  readonly cause?: string | undefined
}

export interface Bridge {
  readonly id: string
  readonly technology: string
  readonly bridge_type: 'mixing' | 'holding'
  readonly bridge_class: string
  readonly creator: string
  readonly name: string
  readonly channels: readonly string[]
  readonly video_mode?: string | undefined
  readonly video_source_id?: string | undefined
  readonly creationtime: string
}

export interface StoredRecording {
  readonly name: string
  readonly format: string
}

export interface Endpoint {
  readonly technology: string
  readonly resource: string
  readonly state?: 'unknown' | 'offline' | 'online' | undefined
  readonly channel_ids: readonly string[]
}

interface BuildInfo {
  readonly os: string
  readonly kernel: string
  readonly options: string
  readonly machine: string
  readonly date: string
  readonly user: string
}

interface SystemInfo {
  readonly version: string
  readonly entity_id: string
}

interface ConfigInfo {
  readonly name: string
  readonly default_language: string
  readonly max_channels?: number | undefined
  readonly max_open_files?: number | undefined
  readonly max_load?: number | undefined
  readonly setid: SetId
}

interface StatusInfo {
  readonly startup_time: string
  readonly last_reload_time: string
}

interface CallerID {
  readonly name: string
  readonly number: string
}

interface DialplanCEP {
  readonly context: string
  readonly exten: string
  readonly priority: number
  readonly app_name: string
  readonly app_data: string
}

interface SetId {
  readonly user: string
  readonly group: string
}
