import t from 'tap'
import { HOLD } from './hold.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'hold and mute', HOLD)
