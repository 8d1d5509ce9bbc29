// Written by generate.mjs from Asterisk's own description of ARI: change that, not this.
import type { Bridge, Channel, LiveRecording, Playback } from './objects.ts'

interface AriEventBase {
  readonly application: string
  readonly timestamp: string
}

interface StasisStart extends AriEventBase {
  readonly type: 'StasisStart'
  readonly args: readonly string[]
  readonly channel: Channel
  readonly replace_channel?: Channel | undefined
}

interface StasisEnd extends AriEventBase {
  readonly type: 'StasisEnd'
  readonly channel: Channel
}

interface ChannelStateChange extends AriEventBase {
  readonly type: 'ChannelStateChange'
  readonly channel: Channel
}

interface ChannelDestroyed extends AriEventBase {
  readonly type: 'ChannelDestroyed'
  readonly cause: number
  readonly cause_txt: string
  readonly channel: Channel
}

interface ChannelHangupRequest extends AriEventBase {
  readonly type: 'ChannelHangupRequest'
  readonly cause?: number | undefined
  readonly soft?: boolean | undefined
  readonly channel: Channel
}

interface Dial extends AriEventBase {
  readonly type: 'Dial'
  readonly caller?: Channel | undefined
  readonly peer: Channel
  readonly forward?: string | undefined
  readonly forwarded?: Channel | undefined
  readonly dialstring?: string | undefined
  readonly dialstatus: string
}

interface ChannelEnteredBridge extends AriEventBase {
  readonly type: 'ChannelEnteredBridge'
  readonly bridge: Bridge
  readonly channel?: Channel | undefined
}

interface ChannelLeftBridge extends AriEventBase {
  readonly type: 'ChannelLeftBridge'
  readonly bridge: Bridge
  readonly channel: Channel
}

interface BridgeDestroyed extends AriEventBase {
  readonly type: 'BridgeDestroyed'
  readonly bridge: Bridge
}

interface PlaybackFinished extends AriEventBase {
  readonly type: 'PlaybackFinished'
  readonly playback: Playback
}

interface RecordingStarted extends AriEventBase {
  readonly type: 'RecordingStarted'
  readonly recording: LiveRecording
}

interface RecordingFinished extends AriEventBase {
  readonly type: 'RecordingFinished'
  readonly recording: LiveRecording
}

interface RecordingFailed extends AriEventBase {
  readonly type: 'RecordingFailed'
  readonly recording: LiveRecording
}

interface ApplicationReplaced extends AriEventBase {
  readonly type: 'ApplicationReplaced'
}

export type AriEvent =
  | StasisStart
  | StasisEnd
  | ChannelStateChange
  | ChannelDestroyed
  | ChannelHangupRequest
  | Dial
  | ChannelEnteredBridge
  | ChannelLeftBridge
  | BridgeDestroyed
  | PlaybackFinished
  | RecordingStarted
  | RecordingFinished
  | RecordingFailed
  | ApplicationReplaced
