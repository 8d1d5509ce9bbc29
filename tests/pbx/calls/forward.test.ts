import t from 'tap'
import { FORWARD } from './forward.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'forwarded calls', FORWARD)
