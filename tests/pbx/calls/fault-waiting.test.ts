import t from 'tap'
import { FAULT_WAITING } from './fault-waiting.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'faults while callers wait', FAULT_WAITING)
