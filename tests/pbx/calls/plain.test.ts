import t from 'tap'
import { PLAIN } from './plain.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'plain calls', PLAIN)
