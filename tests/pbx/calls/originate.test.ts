import t from 'tap'
import { ORIGINATE } from './originate.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls that other programs ask for', ORIGINATE)
