import type { CallParticipant, CallSnapshot, FailureReason } from '../../../contracts/call.ts'
import type { CALL_EVENT_TYPES } from '../../../contracts/event.ts'
import type {
  Direction,
  InteractionOutcome,
  InteractionState,
  ParticipantOutcome,
  Via
} from '../../../contracts/words.ts'

/** Times inside the model are whole microseconds since the epoch: Asterisk's own precision, and exact in a number. */
export type Us = number

/** The PBX's clock as the model has come to know it. */
export interface PbxClock {
  /** The newest moment it said; 0 while it said none. */
  latest: Us
  /** When that was heard, by our own clock. */
  heardMs: number
  /** How often it was seen to have been set. */
  jumps: number
}

export type CallEventType = (typeof CALL_EVENT_TYPES)[number]

export type ChannelKind = 'phone' | 'trunk' | 'local'

/** AST_STATE_*: what the model asks of a channel. */
export const DOWN = 0
export const RING = 4
export const RINGING = 5
export const UP = 6
/** It was told so by the PBX: busy, or congestion. */
export const BUSY = 7

/** What DialEnd says of a phone: it may have been given up by whoever dialled, or have sent the call on (302). */
export type Verdict = ParticipantOutcome | 'cancel' | 'forwarded'

/** One leg. `;1` and `;2` of a Local channel are two channels that know each other. */
export interface Channel {
  readonly id: string
  readonly name: string
  readonly endpoint: string
  readonly kind: ChannelKind
  bornAt: Us
  linkedid: string
  state: number
  exten: string
  number: string
  callerName: string
  call: Call
  participant: Participant | null
  bridge: Bridge | null
  otherHalf: Channel | null
  /** It spies on another so that both sides hear it; while it does, each is the other's `otherHalf`. */
  barges: boolean
  /** On a Local channel's second half: what DialEnd said of the first. */
  verdict: Verdict | null
  /** Who dials this channel, while and after it is dialled. */
  dialler: Channel | null
  via: Via | null
  /** The queue it waits in. */
  queue: string | null
  parked: boolean
  /** It put the others of its bridge on hold. */
  held: boolean
  /** The participant who put it on hold and went to talk elsewhere: it waits alone in its bridge. */
  leftBy: string | null
  /** Taken out of a talk and sent elsewhere in the dialplan, nobody having hung up: a transfer if somebody is rung there. */
  taken: { readonly by: string; readonly at: Us } | null
  /** When it last left a bridge. */
  leftBridgeAt: Us | null
  /** It goes on after a blind transfer: whom it dials now is a transfer's target. */
  transferred: boolean
  /** The party itself hung up or refused; `cause` is its Q.850 cause. */
  hungUpItself: boolean
  /** Since when its person is gone although the channel is still there. */
  goneAt: Us | null
  /** Of an agent who waits in the PBX's agent pool, between customers and during a talk. */
  signedIn: boolean
  /** What is recorded through it now. */
  recordings: string[]
  mail: Mail | null
  cause: number
}

/** A caller's visit to a mailbox. */
interface Mail {
  /** `104@default`; empty where it is not known. */
  readonly mailbox: string
  /** When they came to it. */
  readonly from: Us | null
  /** When they ended its greeting by a key. */
  key: Us | null
  /** The message as it was put there; its length where the PBX says it. */
  readonly stored: { readonly id: string; readonly at: Us; seconds: number | null } | null
}

export interface Bridge {
  readonly id: string
  /** A waiting room (parking, hold): being in it with another is not talking to them. */
  holding: boolean
  conference: boolean
  /** Agents who signed in wait here for customers. */
  pool: boolean
  readonly members: Set<Channel>
}

/** One endpoint in one call: it may have several legs at once (devices) and one after another (ring rounds). */
export interface Participant {
  readonly key: string
  readonly kind: CallParticipant['kind']
  readonly endpoint: string | null
  address: string
  name: string | null
  via: Via
  /** It began the call: nobody rang it. */
  caller: boolean
  readonly legs: Set<Channel>
  offeredAt: Us
  answeredAt: Us | null
  leftAt: Us | null
  outcome: ParticipantOutcome | null
  /** What DialEnd said of the last round, until its leg hangs up. */
  verdict: Verdict | null
  /** Those it talked to are away: it is on hold, or parked. */
  waiting: boolean
  /** Q.850 cause of its last leg. */
  cause: number
  clock: Clock
}

/** Adds up what a connection spends talking and held; both at once while its person consults another. */
export interface Clock {
  mode: 'idle' | 'talk' | 'hold' | 'both'
  since: Us
  talkUs: number
  holdUs: number
}

export interface Call {
  readonly subject: string
  readonly id: string
  bornAt: Us
  readonly channels: Set<Channel>
  readonly participants: Map<string, Participant>
  readonly ids: string[]
  readonly clock: Clock
  readonly transfers: CallSnapshot['transfers']
  readonly recordings: CallSnapshot['recordings']
  readonly merged: string[]
  readonly estimated: string[]
  readonly clickToCall: boolean
  /** What the person who began it dialled. */
  dialled: string | null
  caller: Participant | null
  direction: Direction
  state: InteractionState
  outcome: InteractionOutcome | null
  reason: FailureReason | null
  remoteRaw: string | null
  remoteName: string | null
  line: string | null
  queue: string | null
  answeredAt: Us | null
  endedAt: Us | null
  /** The PBX itself picked up: a queue, an IVR, a conference. That is not an answer. */
  pbxAnswered: boolean
  gaveUp: boolean
  voicemail: boolean
  /** Nobody but the PBX and its own phone has been in it yet: such a call is not told. */
  tellable: boolean
  version: number
  /** What was last told of it, without its running times; empty while nothing was told. */
  told: string
  toldState: InteractionState | null
  toldAlerting: number
  hint: CallEventType | null
}

/** A call that this hub is about to make: its first channel will come with this id. */
export interface Expected {
  readonly subject: string
  readonly at: Us
  readonly digits: string
  readonly external: boolean
  readonly toName: string | null
  readonly from: { readonly extension: string; readonly name: string; readonly endpoint: string }
}

/** How names on this PBX are to be read. */
export interface Dialplan {
  /** Before every subject: `asterisk:<instance>`. */
  readonly source: string
  /** `PJSIP/{extension}`: how a person's extension is reached. */
  readonly endpoint: string
  readonly trunks: readonly string[]
  readonly outboundPrefix: string
}

/** What the reducer says: one snapshot to be told. */
export interface Output {
  readonly type: CallEventType
  readonly subject: string
  readonly at: Us
  readonly snapshot: CallSnapshot
}

/**
 * The model's whole state. It is mutated in place, for speed: the reducer stays a function of (state, message, now), and a
 * recording replayed into a fresh state gives the same outputs byte for byte.
 */
export interface Model {
  readonly dialplan: Dialplan
  readonly classify: (endpoint: string) => ChannelKind
  /** The extension behind an endpoint's name, or null. */
  readonly extensionOf: (endpoint: string) => string | null
  readonly channels: Map<string, Channel>
  readonly clock: PbxClock
  readonly bridges: Map<string, Bridge>
  /** Linked id to call; a merged call's id leads to the call it became. */
  readonly calls: Map<string, Call>
  readonly expected: Map<string, Expected>
  readonly dirty: Set<Call>
  readonly outputs: Output[]
  /** Ids of calls that are over, the last few: a late message must not open one again. */
  readonly over: Set<string>
  /** Linked ids of agents who are signed in: their customers share them, and yet have calls of their own. */
  readonly agentLinks: Set<string>
  /** Endpoint to id of the call that it handed over while it rang: the PBX rings it again if nobody answers. */
  readonly recalls: Map<string, string>
  /** Channels that hung up lately, and when. */
  readonly gone: Map<string, Us>
  /** Mailboxes into which a message is just being put, and by whom. */
  readonly mailing: Map<string, Channel>
  /** What the mail about such a message says of it. */
  mailed: { readonly seconds: number; context: string } | null
  /** Calls that were given up to make room. */
  givenUp: number
}
