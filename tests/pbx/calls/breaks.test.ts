import t from 'tap'
import { BREAK_MOVES } from './break-moves.rows.ts'
import { BREAK_OUTWARD } from './break-outward.rows.ts'
import { BREAKS } from './breaks.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'whatever happens while the link is down', [...BREAKS, ...BREAK_MOVES, ...BREAK_OUTWARD])
