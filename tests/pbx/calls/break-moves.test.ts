import t from 'tap'
import { BREAK_MOVES } from './break-moves.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'transfers and the like while the link is down', BREAK_MOVES)
