import type { Clock } from '../../contracts/adapter.ts'
import type { FailureReason } from '../../contracts/call.ts'
import type { CommandOutcome, HangUpCall, MakeCall } from '../../contracts/command.ts'
import { UnsafeValue } from '../kit/line-safe.ts'
import type { AmiConnection } from './client.ts'
import type { AsteriskConfig } from './config.ts'
import type { Expected, Model } from './model/entities.ts'
import type { AmiMessage } from './model/message.ts'

export interface Commander {
  readonly clock: Clock
  readonly config: AsteriskConfig
  readonly model: Model
  /** Undefined while the link is down. */
  connection(): AmiConnection | undefined
  /** Shows every message about one channel until the returned function is called. */
  watch(channelId: string, seen: (message: AmiMessage) => void): () => void
  expect(id: string, call: Expected): void
  /** The call came to nothing before it had a channel. */
  failExpected(id: string, reason: FailureReason): void
}

const refused = (reason: FailureReason, message: string): CommandOutcome => ({ status: 'refused', reason, message })

/** Only what a phone can show: quotes and brackets are AMI's own, line ends are refused further down. */
const displayName = (name: string): string =>
  name
    .replace(/[\p{Cc}"<>\\,;()]/gu, ' ')
    .trim()
    .slice(0, 60)

const ID = /^[A-Za-z0-9._-]{1,120}$/

/** Why Asterisk did not take the Originate at all. */
function refusal(message: string): CommandOutcome {
  if (/permission/i.test(message))
    return refused('not-permitted', 'the AMI user may not originate calls (write = originate)')
  if (/extension/i.test(message)) return refused('no-such-number', message)
  return refused('congestion', message)
}

/** Why the person's own phone did not take the call: from its hang-up cause, else from OriginateResponse's reason. */
function phoneFailure(cause: number, reason: string | undefined): FailureReason {
  if (cause === 17) return 'phone-busy'
  if (cause === 21) return 'phone-declined'
  if (cause === 19) return 'phone-no-answer'
  if (cause === 34 || cause === 38 || cause === 42) return 'congestion'
  if (reason === '3' || reason === '1') return 'phone-no-answer'
  if (reason === '5') return 'phone-busy'
  if (reason === '8') return 'congestion'
  return 'phone-unreachable'
}

interface Ring {
  readonly rang: Promise<FailureReason | 'rings'>
  stop(): void
}

/** Follows the first leg until it rings or answers, or until it is known why not. */
function followRing(
  { clock, watch }: Commander,
  id: string,
  giveUpMs: number,
  onDial: (channel: string) => void
): Ring {
  let stop: () => void = () => undefined
  const rang = new Promise<FailureReason | 'rings'>((resolve) => {
    let cause = 0
    let dialled = false
    const cancelTimer = clock.after(giveUpMs, () => resolve('phone-no-answer'))
    const unwatch = watch(id, (message) => {
      const { event, channelstate: state } = message as { event?: string; channelstate?: string }
      if (event === 'DialBegin') {
        dialled = true
        onDial(message['destchannel'] ?? '')
      } else if (event === 'Newstate' && (state === '5' || state === '6')) resolve('rings')
      else if (event === 'HangupRequest') cause = Number(message['cause'] ?? 0)
      else if (event === 'Hangup') resolve(phoneFailure(Number(message['cause'] ?? 0) || cause, undefined))
      else if (event === 'OriginateResponse') {
        if (message['response'] === 'Success') resolve('rings')
        // The hang-up that follows knows the cause; without a leg there is none to wait for.
        else if (!dialled || cause !== 0) resolve(phoneFailure(cause, message['reason']))
        else clock.after(500, () => resolve(phoneFailure(cause, message['reason'])))
      }
    })
    stop = () => {
      cancelTimer()
      unwatch()
    }
  })
  return { rang, stop: () => stop() }
}

/** Rings the person's own phone, then lets it dial. Answers as soon as that phone rings. */
export async function makeCall(commander: Commander, command: MakeCall): Promise<CommandOutcome> {
  const { config, clock } = commander
  if (Date.parse(command.expiresAt) <= clock.now()) return { status: 'expired' }
  const { subject, from, to } = command.data
  const id = subject.slice(subject.lastIndexOf(':') + 1)
  if (!ID.test(id)) return refused('not-permitted', 'the id of this call cannot be a channel id')
  const connection = commander.connection()
  if (connection === undefined) return refused('link-lost', 'there is no link to the PBX')

  const endpoint = config.endpoint.replace('{extension}', from.extension)
  const external = to.kind === 'external'
  const digits = external ? `${config.outboundPrefix}${to.digits}` : to.digits
  const fail = (outcome: CommandOutcome): CommandOutcome => {
    if (outcome.status === 'refused') commander.failExpected(id, outcome.reason)
    return outcome
  }
  commander.expect(id, {
    subject,
    at: clock.now() * 1000,
    digits: to.digits,
    external,
    toName: to.name,
    from: { ...from, endpoint }
  })

  // The customer's number is what the phone shows; to whomever it then dials, it is the person's own.
  const ownIdentity = (channel: string) => {
    for (const [variable, value] of [
      ['CALLERID(num)', from.extension],
      ['CALLERID(name)', displayName(from.name)]
    ] as const) {
      connection.action('Setvar', { Channel: channel, Variable: variable, Value: value }).catch(() => undefined)
    }
  }
  const ring = followRing(commander, id, config.ringSeconds * 1000 + 5000, ownIdentity)
  try {
    const answer = await connection.action('Originate', {
      Channel: endpoint,
      Context: config.context,
      Exten: digits,
      Priority: '1',
      CallerID: `"${displayName(to.name ?? to.digits)}" <${to.digits}>`,
      Timeout: String(config.ringSeconds * 1000),
      Async: 'true',
      ChannelId: id,
      OtherChannelId: endpoint.startsWith('Local/') ? `${id}-2` : undefined
    })
    if (answer['response'] !== 'Success') return fail(refusal(answer['message'] ?? 'the PBX refused the call'))
    const result = await ring.rang
    return result === 'rings' ? { status: 'done' } : fail(refused(result, `${endpoint} did not take the call`))
  } catch (error) {
    if (error instanceof UnsafeValue) return fail(refused('not-permitted', error.message))
    return fail(refused('link-lost', error instanceof Error ? error.message : String(error)))
  } finally {
    ring.stop()
  }
}

/** Hangs up every channel of a call. A call that is no more is done with. */
export async function hangUpCall(commander: Commander, command: HangUpCall): Promise<CommandOutcome> {
  const { clock, model } = commander
  if (Date.parse(command.expiresAt) <= clock.now()) return { status: 'expired' }
  const connection = commander.connection()
  if (connection === undefined) return refused('link-lost', 'there is no link to the PBX')
  const { subject, ids } = command.data
  const own = subject.slice(subject.lastIndexOf(':') + 1)
  const call = [own, ...ids].map((id) => model.calls.get(id)).find((known) => known !== undefined)
  if (call === undefined) return { status: 'done' }
  try {
    const names = [...call.channels].map((channel) => channel.name)
    const answers = await Promise.all(names.map((Channel) => connection.action('Hangup', { Channel, Cause: '16' })))
    const denied = answers.find((answer) => /permission/i.test(answer['message'] ?? ''))
    if (denied !== undefined) return refused('not-permitted', 'the AMI user may not hang up calls (write = call)')
    return { status: 'done' }
  } catch (error) {
    return refused('link-lost', error instanceof Error ? error.message : String(error))
  }
}
