import t from 'tap'
import { ATTENDED } from './attended.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls handed over', ATTENDED)
