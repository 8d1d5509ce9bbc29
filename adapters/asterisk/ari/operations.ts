// Written by generate.mjs from Asterisk's own description of ARI: change that, not this.
import type {
  Application,
  AsteriskInfo,
  AsteriskPing,
  Bridge,
  Channel,
  Endpoint,
  LiveRecording,
  Playback,
  StoredRecording
} from './objects.ts'

/** One request: its path in segments, each still to be encoded. */
export type AriCall = <Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: readonly string[],
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
  body?: unknown
) => Promise<Answer>

export const operations = (call: AriCall) => ({
  asterisk: {
    /** Gets Asterisk system information. */
    getInfo: (
      query: {
        readonly only?:
          | readonly ('build' | 'system' | 'config' | 'status')[]
          | 'build'
          | 'system'
          | 'config'
          | 'status'
          | undefined
      } = {}
    ) => call<AsteriskInfo>('GET', ['asterisk', 'info'], query),
    /** Response pong message. */
    ping: () => call<AsteriskPing>('GET', ['asterisk', 'ping'])
  },
  applications: {
    /** Get details of an application. */
    get: (applicationName: string) => call<Application>('GET', ['applications', applicationName]),
    /** Subscribe an application to a event source. */
    subscribe: (applicationName: string, query: { readonly eventSource: readonly string[] | string }) =>
      call<Application>('POST', ['applications', applicationName, 'subscription'], query),
    /** Filter application events types. */
    filter: (applicationName: string, filter?: Readonly<Record<string, unknown>>) =>
      call<Application>('PUT', ['applications', applicationName, 'eventFilter'], {}, filter)
  },
  channels: {
    /** List all active channels in Asterisk. */
    list: () => call<readonly Channel[]>('GET', ['channels']),
    /** Channel details. */
    get: (channelId: string) => call<Channel>('GET', ['channels', channelId]),
    /** Create channel. */
    create: (
      query: {
        readonly endpoint: string
        readonly app: string
        readonly appArgs?: string | undefined
        readonly channelId?: string | undefined
        readonly otherChannelId?: string | undefined
        readonly originator?: string | undefined
        readonly formats?: string | undefined
      },
      variables?: Record<string, string>
    ) => call<Channel>('POST', ['channels', 'create'], query, { variables }),
    /** Dial a created channel. */
    dial: (
      channelId: string,
      query: { readonly caller?: string | undefined; readonly timeout?: number | undefined } = {}
    ) => call<void>('POST', ['channels', channelId, 'dial'], query),
    /** Delete (i.e. hangup) a channel. */
    hangup: (
      channelId: string,
      query: {
        readonly reason?:
          | 'normal'
          | 'busy'
          | 'congestion'
          | 'no_answer'
          | 'timeout'
          | 'rejected'
          | 'unallocated'
          | 'normal_unspecified'
          | 'number_incomplete'
          | 'codec_mismatch'
          | 'interworking'
          | 'failure'
          | 'answered_elsewhere'
          | undefined
      } = {}
    ) => call<void>('DELETE', ['channels', channelId], query),
    /** Exit application; continue execution in the dialplan. */
    continueInDialplan: (
      channelId: string,
      query: {
        readonly context?: string | undefined
        readonly extension?: string | undefined
        readonly priority?: number | undefined
        readonly label?: string | undefined
      } = {}
    ) => call<void>('POST', ['channels', channelId, 'continue'], query),
    /** Answer a channel. */
    answer: (channelId: string) => call<void>('POST', ['channels', channelId, 'answer']),
    /** Indicate ringing to a channel. */
    ring: (channelId: string) => call<void>('POST', ['channels', channelId, 'ring']),
    /** Stop ringing indication on a channel if locally generated. */
    ringStop: (channelId: string) => call<void>('DELETE', ['channels', channelId, 'ring']),
    /** Hold a channel. */
    hold: (channelId: string) => call<void>('POST', ['channels', channelId, 'hold']),
    /** Remove a channel from hold. */
    unhold: (channelId: string) => call<void>('DELETE', ['channels', channelId, 'hold']),
    /** Mute a channel. */
    mute: (channelId: string, query: { readonly direction?: 'both' | 'in' | 'out' | undefined } = {}) =>
      call<void>('POST', ['channels', channelId, 'mute'], query),
    /** Unmute a channel. */
    unmute: (channelId: string, query: { readonly direction?: 'both' | 'in' | 'out' | undefined } = {}) =>
      call<void>('DELETE', ['channels', channelId, 'mute'], query),
    /** Play music on hold to a channel. */
    startMoh: (channelId: string, query: { readonly mohClass?: string | undefined } = {}) =>
      call<void>('POST', ['channels', channelId, 'moh'], query),
    /** Stop playing music on hold to a channel. */
    stopMoh: (channelId: string) => call<void>('DELETE', ['channels', channelId, 'moh']),
    /** Start playback of media and specify the playbackId. */
    playWithId: (
      channelId: string,
      playbackId: string,
      query: {
        readonly media: readonly string[] | string
        readonly lang?: string | undefined
        readonly offsetms?: number | undefined
        readonly skipms?: number | undefined
      }
    ) => call<Playback>('POST', ['channels', channelId, 'play', playbackId], query),
    /** Start a recording. */
    record: (
      channelId: string,
      query: {
        readonly name: string
        readonly format: string
        readonly maxDurationSeconds?: number | undefined
        readonly maxSilenceSeconds?: number | undefined
        readonly ifExists?: 'fail' | 'overwrite' | 'append' | undefined
        readonly beep?: boolean | undefined
        readonly terminateOn?: 'none' | 'any' | '*' | '#' | undefined
      }
    ) => call<LiveRecording>('POST', ['channels', channelId, 'record'], query),
    /** Set the value of a channel variable or function. */
    setChannelVar: (channelId: string, query: { readonly variable: string; readonly value?: string | undefined }) =>
      call<void>('POST', ['channels', channelId, 'variable'], query)
  },
  bridges: {
    /** List all active bridges in Asterisk. */
    list: () => call<readonly Bridge[]>('GET', ['bridges']),
    /** Get bridge details. */
    get: (bridgeId: string) => call<Bridge>('GET', ['bridges', bridgeId]),
    /** Create a new bridge or updates an existing one. */
    createWithId: (
      bridgeId: string,
      query: { readonly type?: string | undefined; readonly name?: string | undefined } = {}
    ) => call<Bridge>('POST', ['bridges', bridgeId], query),
    /** Shut down a bridge. */
    destroy: (bridgeId: string) => call<void>('DELETE', ['bridges', bridgeId]),
    /** Add a channel to a bridge. */
    addChannel: (
      bridgeId: string,
      query: {
        readonly channel: readonly string[] | string
        readonly role?: string | undefined
        readonly absorbDTMF?: boolean | undefined
        readonly mute?: boolean | undefined
      }
    ) => call<void>('POST', ['bridges', bridgeId, 'addChannel'], query),
    /** Remove a channel from a bridge. */
    removeChannel: (bridgeId: string, query: { readonly channel: readonly string[] | string }) =>
      call<void>('POST', ['bridges', bridgeId, 'removeChannel'], query),
    /** Start playback of media on a bridge. */
    playWithId: (
      bridgeId: string,
      playbackId: string,
      query: {
        readonly media: readonly string[] | string
        readonly lang?: string | undefined
        readonly offsetms?: number | undefined
        readonly skipms?: number | undefined
      }
    ) => call<Playback>('POST', ['bridges', bridgeId, 'play', playbackId], query),
    /** Start a recording. */
    record: (
      bridgeId: string,
      query: {
        readonly name: string
        readonly format: string
        readonly maxDurationSeconds?: number | undefined
        readonly maxSilenceSeconds?: number | undefined
        readonly ifExists?: 'fail' | 'overwrite' | 'append' | undefined
        readonly beep?: boolean | undefined
        readonly terminateOn?: 'none' | 'any' | '*' | '#' | undefined
      }
    ) => call<LiveRecording>('POST', ['bridges', bridgeId, 'record'], query)
  },
  playbacks: {
    /** Get a playback's details. */
    get: (playbackId: string) => call<Playback>('GET', ['playbacks', playbackId]),
    /** Stop a playback. */
    stop: (playbackId: string) => call<void>('DELETE', ['playbacks', playbackId]),
    /** Control a playback. */
    control: (
      playbackId: string,
      query: { readonly operation: 'restart' | 'pause' | 'unpause' | 'reverse' | 'forward' }
    ) => call<void>('POST', ['playbacks', playbackId, 'control'], query)
  },
  recordings: {
    /** List recordings that are complete. */
    listStored: () => call<readonly StoredRecording[]>('GET', ['recordings', 'stored']),
    /** Get a stored recording's details. */
    getStored: (recordingName: string) => call<StoredRecording>('GET', ['recordings', 'stored', recordingName]),
    /** List live recordings. */
    getLive: (recordingName: string) => call<LiveRecording>('GET', ['recordings', 'live', recordingName]),
    /** Stop a live recording and store it. */
    stop: (recordingName: string) => call<void>('POST', ['recordings', 'live', recordingName, 'stop']),
    /** Stop a live recording and discard it. */
    cancel: (recordingName: string) => call<void>('DELETE', ['recordings', 'live', recordingName]),
    /** Pause a live recording. */
    pause: (recordingName: string) => call<void>('POST', ['recordings', 'live', recordingName, 'pause']),
    /** Unpause a live recording. */
    unpause: (recordingName: string) => call<void>('DELETE', ['recordings', 'live', recordingName, 'pause']),
    /** Mute a live recording. */
    mute: (recordingName: string) => call<void>('POST', ['recordings', 'live', recordingName, 'mute']),
    /** Unmute a live recording. */
    unmute: (recordingName: string) => call<void>('DELETE', ['recordings', 'live', recordingName, 'mute'])
  },
  endpoints: {
    /** List all endpoints. */
    list: () => call<readonly Endpoint[]>('GET', ['endpoints']),
    /** List available endoints for a given endpoint technology. */
    listByTech: (tech: string) => call<readonly Endpoint[]>('GET', ['endpoints', tech]),
    /** Details for an endpoint. */
    get: (tech: string, resource: string) => call<Endpoint>('GET', ['endpoints', tech, resource])
  }
})
