import t from 'tap'
import { PICKUP } from './pickup.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls taken from another phone', PICKUP)
