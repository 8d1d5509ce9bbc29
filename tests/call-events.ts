import type { CallParticipant, CallSnapshot } from '../contracts/call.ts'
import type { CallEvent } from '../contracts/event.ts'

const AT = '2026-01-15T09:00:00.000Z'

/** An agent whose phone rings, unless `fields` say otherwise. */
export function agent(extension: string, fields: Partial<CallParticipant> = {}): CallParticipant {
  return {
    key: `PJSIP/${extension}`,
    kind: 'agent',
    endpoint: `PJSIP/${extension}`,
    address: extension,
    name: null,
    via: 'dial',
    state: 'alerting',
    offeredAt: AT,
    answeredAt: null,
    leftAt: null,
    outcome: null,
    talkSeconds: 0,
    holdSeconds: 0,
    ...fields
  }
}

/** A call from outside that rings, unless `fields` say otherwise. */
function callSnapshot(version: number, fields: Partial<CallSnapshot> = {}): CallSnapshot {
  return {
    version,
    direction: 'inbound',
    state: 'alerting',
    outcome: null,
    reason: null,
    startedAt: AT,
    answeredAt: null,
    endedAt: null,
    waitSeconds: 0,
    talkSeconds: 0,
    holdSeconds: 0,
    remote: { raw: '84951234567', name: null },
    line: '5550100',
    queue: null,
    participants: [],
    transfers: [],
    recordings: [],
    merged: [],
    ids: ['1700000000.1'],
    estimated: [],
    ...fields
  }
}

/** A contact event as an adapter of instance `pbx1` emits it. */
export function callEvent(
  id: string,
  version: number,
  fields: Partial<CallSnapshot> = {},
  type: CallEvent['type'] = 'call.alerting'
): CallEvent {
  const subject = `asterisk:pbx1:${id}`
  return {
    specversion: '1.0',
    id: `${subject}@${version}`,
    source: '/asterisk/pbx1',
    type,
    subject,
    time: AT,
    datacontenttype: 'application/json',
    data: callSnapshot(version, { ids: [id], ...fields })
  }
}
