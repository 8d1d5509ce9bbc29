import { kept, MAX_TEXT } from './endpoints.ts'
import type { Call, Channel, Model, Us } from './entities.ts'
import { sayEstimated } from './participants.ts'
import { isoOf } from './view.ts'

const MAX_RECORDINGS = 64
const MAX_FILE = 200
/** A key so short before a message was stored ended it: it did not end the greeting. */
const SHORTEST_MESSAGE_US = 1_000_000

const secondsOf = (from: Us, to: Us): number => Math.round(Math.max(0, to - from) / 1000) / 1000

function change({ recordings }: Call, id: string, seconds: number | null): void {
  const place = recordings.findIndex((one) => one.id === id)
  const one = recordings[place]
  if (one !== undefined) recordings[place] = { ...one, seconds }
}

/** One that goes on in the same file is the same recording. */
export function beginRecording(model: Model, channel: Channel, id: string, at: Us): void {
  const { recordings } = channel.call
  if (!recordings.some((one) => one.id === id)) {
    if (recordings.length >= MAX_RECORDINGS) return
    recordings.push({ id, startedAt: isoOf(at), seconds: null, mailbox: null })
  } else change(channel.call, id, null)
  if (!channel.recordings.includes(id)) channel.recordings.push(id)
  model.dirty.add(channel.call)
}

/** What is recorded of a channel ends with it. */
export function endRecordings(model: Model, channel: Channel, at: Us): void {
  const { call, recordings } = channel
  if (recordings.length === 0) return
  for (const id of recordings) {
    const begun = call.recordings.find((one) => one.id === id)
    if (begun !== undefined) change(call, id, secondsOf(Date.parse(begun.startedAt) * 1000, at))
  }
  channel.recordings = []
  model.dirty.add(call)
}

/** The name of a recording: its file, from the folder on where the PBX keeps such files. */
export function recordingId(file: string): string {
  const folder = /\/((?:monitor|voicemail)\/.*)$/.exec(file)?.[1]
  return kept(folder?.replace(/^monitor\//, '') ?? file, MAX_FILE)
}

/** The dialplan sends the caller to a mailbox (`104@default,u`): what they say after the greeting may become a message. */
export function enterMailbox(channel: Channel, appdata: string | undefined, at: Us): void {
  const [mailbox = '', context = 'default'] = (appdata ?? '').split(/[,&]/)[0]?.split('@') ?? []
  channel.mail = { mailbox: mailbox && kept(`${mailbox}@${context}`, MAX_TEXT), from: at, key: null, stored: null }
}

/** `…/voicemail/default/104/INBOX/msg0000`; where messages are not kept in files, some other word. */
export function storeMessage(model: Model, channel: Channel, file: string, at: Us): void {
  const [, context, mailbox] = /([^/]+)\/([^/]+)\/[^/]+\/[^/]+$/.exec(file) ?? []
  const known = channel.mail ?? { mailbox: '', from: null, key: null, stored: null }
  const address = context && mailbox ? kept(`${mailbox}@${context}`, MAX_TEXT) : known.mailbox
  const id = context === undefined ? `voicemail/${channel.id}` : recordingId(file)
  channel.mail = { ...known, mailbox: address, stored: { id, at, seconds: null } }
  model.mailing.set(address, channel)
}

/** What the PBX writes in the mail about a message, in this order; it is said of no channel. */
export function readMail(model: Model, variable: string, value: string): void {
  if (variable === 'VM_DUR') {
    const [, minutes, seconds] = /^(\d{1,5}):(\d\d)$/.exec(value) ?? []
    model.mailed = seconds === undefined ? null : { seconds: Number(minutes) * 60 + Number(seconds), context: '' }
  } else if (model.mailed !== null && variable === 'VM_CONTEXT') model.mailed.context = value
  else if (model.mailed !== null && variable === 'VM_MAILBOX') {
    const stored = model.mailing.get(`${value}@${model.mailed.context}`)?.mail?.stored
    if (stored) stored.seconds ??= model.mailed.seconds
    model.mailed = null
  }
}

/** Nothing more is to be said of the message that this channel left. */
export function forgetMail(model: Model, { mail, id }: Channel): void {
  if (mail && model.mailing.get(mail.mailbox)?.id === id) model.mailing.delete(mail.mailbox)
}

/** Only now it is sure that there is a message: one that was too short is thrown away. */
export function keepMessage(model: Model, channel: Channel): void {
  const { call, mail } = channel
  call.voicemail = true
  forgetMail(model, channel)
  if (!mail?.stored || call.recordings.length >= MAX_RECORDINGS) return
  const { id, at, seconds } = mail.stored
  const key = mail.key !== null && at - mail.key >= SHORTEST_MESSAGE_US ? mail.key : null
  const began = seconds === null ? (key ?? mail.from) : at - seconds * 1_000_000
  if (seconds === null) sayEstimated(call, 'recordings')
  const length = seconds ?? (began === null ? null : secondsOf(began, at))
  call.recordings.push({ id, startedAt: isoOf(began ?? at), seconds: length, mailbox: mail.mailbox || null })
  channel.mail = null
  model.dirty.add(call)
}
