import t from 'tap'
import { BLIND } from './blind.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls sent on', BLIND)
