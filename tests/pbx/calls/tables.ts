import { ATTENDED } from './attended.rows.ts'
import { BLIND } from './blind.rows.ts'
import { BREAK_MOVES } from './break-moves.rows.ts'
import { BREAK_OUTWARD } from './break-outward.rows.ts'
import { BREAKS } from './breaks.rows.ts'
import { CHAIN } from './chain.rows.ts'
import { CLICK } from './click.rows.ts'
import { CLICK_LOCAL } from './click-local.rows.ts'
import { CONFERENCE } from './conference.rows.ts'
import { CONSULT } from './consult.rows.ts'
import { FAULT_WAITING } from './fault-waiting.rows.ts'
import { FAULTS } from './faults.rows.ts'
import { FORWARD } from './forward.rows.ts'
import { GROUPS } from './groups.rows.ts'
import { HOLD } from './hold.rows.ts'
import { ORIGINATE } from './originate.rows.ts'
import { PARALLEL } from './parallel.rows.ts'
import { PARK } from './park.rows.ts'
import { PICKUP } from './pickup.rows.ts'
import { PLAIN } from './plain.rows.ts'
import { QUEUE_WAYS } from './queue-ways.rows.ts'
import { QUEUES } from './queues.rows.ts'
import { RECORDED } from './recorded.rows.ts'
import type { Row } from './row.ts'
import { WAYS } from './ways.rows.ts'

/** All that may happen on a PBX and is proved: each table is played by a test file beside this one, and counts for the score. */
export const TABLES: Readonly<Record<string, readonly Row[]>> = {
  plain: PLAIN,
  parallel: PARALLEL,
  forward: FORWARD,
  ways: WAYS,
  recorded: RECORDED,
  hold: HOLD,
  conference: CONFERENCE,
  blind: BLIND,
  attended: ATTENDED,
  consult: CONSULT,
  chain: CHAIN,
  pickup: PICKUP,
  park: PARK,
  groups: GROUPS,
  queues: QUEUES,
  'queue-ways': QUEUE_WAYS,
  click: CLICK,
  'click-local': CLICK_LOCAL,
  originate: ORIGINATE,
  breaks: BREAKS,
  'break-moves': BREAK_MOVES,
  'break-outward': BREAK_OUTWARD,
  faults: FAULTS,
  'fault-waiting': FAULT_WAITING
}

/** How the hub reaches a person's phone in a table, where it is not as usual. */
export const ENDPOINTS: Readonly<Record<string, string>> = { 'click-local': 'Local/{extension}@internal' }
