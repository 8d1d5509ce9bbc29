/** The words of contracts/ as people say them. */
export const words = {
  role: { agent: 'agent', supervisor: 'supervisor', marketer: 'marketer', admin: 'administrator' },
  withdrawn: {
    answered: 'You answered',
    'answered-elsewhere': 'Answered on another phone',
    answeredBy: '{{by}} answered',
    'caller-hung-up': 'The caller hung up',
    'no-answer': 'Not answered in time',
    declined: 'Declined',
    busy: 'Your phone was busy',
    transferred: 'Transferred',
    ended: 'The call ended',
    dismissed: 'Put away',
    taken: 'The lead is yours',
    'taken-elsewhere': 'Taken by somebody else',
    takenBy: '{{by}} has taken the lead',
    'time-out': 'Your time for it is over',
    closed: 'The lead is no more'
  },
  agentState: { offline: 'offline', available: 'free', ringing: 'ringing', busy: 'on a call' },
  state: { queued: 'In queue', alerting: 'Ringing', connected: 'Talking', held: 'On hold', ended: 'Ended' },
  match: {
    chosen: 'A person said that this is who it is',
    'phone-exact': 'This number is theirs',
    'email-exact': 'This address is theirs',
    'shared-number': 'Several contacts have this number',
    'shared-address': 'Several contacts have this address',
    'spoke-before': 'You have spoken before'
  },
  outcome: {
    answered: 'Answered',
    missed: 'Missed',
    abandoned: 'Abandoned',
    busy: 'Busy',
    failed: 'Failed',
    voicemail: 'Voicemail'
  },
  direction: { inbound: 'Inbound', outbound: 'Outbound', internal: 'Internal' },
  part: {
    answered: 'answered',
    'answered-elsewhere': 'a colleague answered',
    'no-answer': 'did not answer',
    busy: 'busy',
    declined: 'declined',
    cancelled: 'stopped ringing',
    failed: 'could not be reached',
    now: 'in the call'
  },
  via: {
    dial: 'direct',
    queue: 'from the queue',
    transfer: 'by transfer',
    pickup: 'by pickup',
    park: 'from parking',
    conference: 'in a conference',
    'click-to-call': 'from the desktop',
    message: 'in writing'
  },
  transferKind: { blind: 'Blind transfer', attended: 'Attended transfer', blonde: 'Transfer while ringing' },
  reason: {
    'phone-busy': 'your phone is busy',
    'phone-unreachable': 'your phone cannot be reached',
    'phone-no-answer': 'your phone was not picked up',
    'phone-declined': 'your phone declined the call',
    'destination-busy': 'the number is busy',
    'destination-unreachable': 'the number cannot be reached',
    'destination-no-answer': 'nobody answered',
    'destination-declined': 'the call was declined',
    'no-such-number': 'there is no such number',
    congestion: 'all lines are taken',
    'link-lost': 'the telephone system is out of touch',
    expired: 'the telephone system did not begin in time',
    interrupted: 'the call was cut off',
    'not-permitted': 'the telephone system does not permit it'
  },
  why: {
    title: 'Why?',
    none: 'What made this call is not kept any more.',
    masked: 'Numbers and names are hidden: your role does not see them here.',
    everything: 'Everything',
    kind: {
      picture: 'The telephone system was asked what is so',
      missing: 'A hang-up that never came',
      expected: 'The call was asked for from the desktop',
      failed: 'The call did not come about',
      restored: 'The hub was started again',
      settings: 'Settings of the hub',
      gap: 'Something is missing here'
    }
  },
  problem: {
    'bad-input': 'The hub did not accept this: {{detail}}',
    'bad-cursor': 'The list has changed: reload it.',
    'not-signed-in': 'Sign in first.',
    'wrong-credentials': 'No such login, or the password is wrong.',
    'not-permitted': 'Your role may not do this.',
    'number-not-allowed': 'This number may not be called from here.',
    'not-found': 'There is no such thing any more.',
    conflict: 'It is already so, or someone was quicker. {{detail}}',
    'phone-busy': 'Your phone is busy.',
    'phone-unreachable': 'Your phone cannot be reached. Is it switched on?',
    'phone-declined': 'Your phone declined the call.',
    'no-phone': 'You have no phone to call from: ask the administrator for an extension.',
    'too-large': 'This is too large.',
    'not-a-number': 'This is not a telephone number.',
    'too-many-requests': 'Too many requests: wait a little.',
    'call-refused': 'The telephone system refused the call. {{detail}}',
    unavailable: 'A part of the hub is away. Try again in a moment.',
    internal: 'The hub failed. Its log says why.',
    away: 'The hub does not answer. Check the connection.'
  }
}
