import t from 'tap'
import { CHAIN } from './chain.rows.ts'
import { CONSULT } from './consult.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls asked about, or moved more than once', [...CONSULT, ...CHAIN])
