import t from 'tap'
import { CONSULT } from './consult.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls asked about', CONSULT)
