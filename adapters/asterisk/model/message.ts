/** One manager message: lower-case header names to values. A header may be missing whatever the manual says. */
export type AmiMessage = Readonly<Record<string, string | undefined>>

/** Events that are known and of no use here: a busy PBX sends thousands of them a second. */
const NOISE: ReadonlySet<string> = new Set([
  'CEL',
  'Cdr',
  'RTCPSent',
  'RTCPReceived',
  'DeviceStateChange',
  'ExtensionStatus',
  'PresenceStateChange',
  'PresenceStatus',
  'QueueMemberStatus',
  'QueueMemberPause',
  'QueueMemberAdded',
  'QueueMemberRemoved',
  'QueueMemberPenalty',
  'QueueMemberRinginuse',
  'PeerStatus',
  'ContactStatus',
  'Registry',
  'TestEvent',
  'NewAccountCode',
  'NewConnectedLine',
  'MusicOnHoldStart',
  'MusicOnHoldStop',
  'SoftHangupRequest',
  'LocalOptimizationBegin',
  'BridgeVideoSourceUpdate',
  'BridgeInfoComplete',
  'AgentCalled',
  'AgentConnect',
  'AgentComplete',
  'BridgeCreate',
  'BridgeMerge',
  'LocalOptimizationEnd',
  'Rename',
  'AgentDump',
  'QueueCallerAbandon',
  'AgentRingNoAnswer',
  'MixMonitorStart',
  'MixMonitorMute',
  'ChannelTalkingStart',
  'ChannelTalkingStop',
  'DTMFBegin',
  'ConfbridgeStart',
  'ConfbridgeEnd',
  'ConfbridgeJoin',
  'ConfbridgeLeave',
  'ConfbridgeTalking',
  'ConfbridgeMute',
  'ConfbridgeUnmute',
  'MessageWaiting',
  'UserEvent',
  'Reload',
  'SuccessfulAuth',
  'ChallengeSent',
  'ChallengeResponseFailed',
  'InvalidPassword',
  'InvalidAccountID',
  'RequestBadFormat',
  'AsyncAGIStart',
  'AsyncAGIExec',
  'AsyncAGIEnd',
  'AGIExecStart',
  'AGIExecEnd',
  'HangupHandlerPush',
  'HangupHandlerRun',
  'HangupHandlerPop',
  'ParkedCallSwap',
  'VoicemailPasswordChange',
  'MWIUpdate',
  'Alarm',
  'AlarmClear',
  'Load',
  'Unload'
])

const VARIABLES = /\r\nVariable: (?:VM(?:STATUS|_MESSAGEFILE|_DUR|_CONTEXT|_MAILBOX)|MIXMONITOR_FILENAME)\r\n/

/**
 * Whether an event is worth parsing. The noisiest carry one thing each: the application a channel runs (a mailbox, a spy), a
 * message left or a recording begun, the key that ends a greeting.
 */
export function isWanted(event: string, text: () => string): boolean {
  if (event === 'VarSet') return VARIABLES.test(text())
  if (event === 'DTMFEnd') return text().includes('\r\nDigit: #\r\n')
  if (event === 'Newexten') return /\r\nApplication: (Voice[Mm]ail|MiniVM|VoiceMailMain|ChanSpy|ExtenSpy)/.test(text())
  return !NOISE.has(event)
}

/** Microseconds since the epoch from `Timestamp` (timestampevents=yes), else undefined. */
export function timestampUs(message: AmiMessage): number | undefined {
  const text = message['timestamp']
  if (text === undefined || !/^\d{9,11}(\.\d{1,6})?$/.test(text)) return undefined
  const dot = text.indexOf('.')
  if (dot < 0) return Number(text) * 1_000_000
  return Number(text.slice(0, dot)) * 1_000_000 + Number(text.slice(dot + 1).padEnd(6, '0'))
}

/** How far (ms) the clock that wrote a message is ahead of ours, when it has just come; 0 when it does not say. */
export function clockOffsetOf(message: AmiMessage, nowMs: number): number {
  const us = timestampUs(message)
  return us === undefined ? 0 : us / 1000 - nowMs
}
