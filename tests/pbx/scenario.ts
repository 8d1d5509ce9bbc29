/** What a sipp endpoint does next. A number of milliseconds is a pause (or a talk). */
export type Step =
  | 'invite'
  | 'ringing'
  | 'answered'
  | 'bye'
  | 'await-bye'
  | 'cancel'
  | 'await-invite'
  | 'ring'
  | 'answer'
  | 'busy'
  | 'decline'
  | 'await-cancel'
  | `refuse-${number}`
  /** 302: the phone is set to send its calls to that number. */
  | `redirect-${number}`
  | number

interface Target {
  readonly from: string
  readonly name: string
}

const SDP = `
      v=0
      o=- 1 1 IN IP[local_ip_type] [local_ip]
      s=-
      c=IN IP[media_ip_type] [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0 101
      a=rtpmap:0 PCMU/8000
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-15
      a=sendrecv
`

const send = (text: string, attributes = ''): string => `<send${attributes}><![CDATA[\n${text}\n]]></send>`

/** A request of the caller; `tag` is the callee's, once there is one. */
function request(
  method: string,
  cseq: string,
  { from, name }: Target,
  branch = '[branch]',
  tag = '[peer_tag_param]',
  body = ''
): string {
  return `
      ${method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch}
      From: "${name}" <sip:${from}@[local_ip]:[local_port]>;tag=[pid]c[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>${tag}
      Call-ID: [call_id]
      CSeq: ${cseq}
      Contact: <sip:${from}@[local_ip]:[local_port]>
      Max-Forwards: 70
      ${body ? 'Content-Type: application/sdp\n      ' : ''}Content-Length: ${body ? '[len]' : '0'}
${body}`
}

function response(status: string, tag: string, body = '', user = ''): string {
  return `
      SIP/2.0 ${status}
      [last_Via:]
      [last_From:]
      [last_To:]${tag}
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:${user}[local_ip]:[local_port];transport=[transport]>
      ${body ? 'Content-Type: application/sdp\n      ' : ''}Content-Length: ${body ? '[len]' : '0'}
${body}`
}

/** The branch of the INVITE, which its CANCEL and the ACK of its refusal must repeat. */
const INVITED = 'z9hG4bK-invite-[pid]-[call_number]'
const TAG = ';tag=[pid]s[call_number]'
const PROVISIONAL =
  '<recv response="100" optional="true"/>\n<recv response="180" optional="true"/>\n<recv response="183" optional="true"/>'

function refusal(status: string, user = ''): string {
  return `${send(response(status, TAG, '', user), ' retrans="500"')}\n<recv request="ACK"/>`
}

function xmlOf(step: Step, target: Target): string {
  if (typeof step === 'number') return `<pause milliseconds="${step}"/>`
  switch (step) {
    case 'invite':
      return `${send(request('INVITE', '1 INVITE', target, INVITED, '', SDP), ' retrans="500"')}\n<recv response="100"/>`
    case 'ringing':
      return '<recv response="183" optional="true"/>\n<recv response="180"/>'
    case 'answered':
      return `${PROVISIONAL}\n<recv response="200" rrs="true"/>\n${send(request('ACK', '1 ACK', target))}`
    case 'bye':
      return `${send(request('BYE', '2 BYE', target), ' retrans="500"')}\n<recv response="200"/>`
    case 'await-bye':
      return `<recv request="BYE"/>\n${send(response('200 OK', ''))}`
    case 'cancel':
      return [
        send(request('CANCEL', '1 CANCEL', target, INVITED, ''), ' retrans="500"'),
        '<recv response="200"/>',
        '<recv response="487"/>',
        send(request('ACK', '1 ACK', target, INVITED))
      ].join('\n')
    case 'await-invite':
      return '<recv request="INVITE" crlf="true"/>'
    case 'ring':
      return send(response('180 Ringing', TAG))
    case 'answer':
      return `${send(response('200 OK', TAG, SDP), ' retrans="500"')}\n<recv request="ACK"/>`
    case 'busy':
      return refusal('486 Busy Here')
    case 'decline':
      return refusal('603 Decline')
    case 'await-cancel':
      return `<recv request="CANCEL"/>\n${send(response('200 OK', ''))}`
    default: {
      const [what, number] = step.split('-')
      if (what === 'redirect') return refusal('302 Moved Temporarily', `${number}@`)
      return refusal(`${number} Refused`)
    }
  }
}

/** A sipp script of these steps. */
export function scenario(steps: readonly Step[], target: Target = { from: 'carrier', name: 'Carrier' }): string {
  const body = steps.map((step) => xmlOf(step, target)).join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="call">\n${body}\n</scenario>\n`
}
