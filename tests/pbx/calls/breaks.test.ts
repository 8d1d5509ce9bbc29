import t from 'tap'
import { BREAKS } from './breaks.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls that change while the link is down', BREAKS)
