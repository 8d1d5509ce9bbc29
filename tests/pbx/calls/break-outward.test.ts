import t from 'tap'
import { BREAK_OUTWARD } from './break-outward.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls to the outside over a break of the link', BREAK_OUTWARD)
