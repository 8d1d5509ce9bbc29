import t from 'tap'
import { CHAIN } from './chain.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls moved more than once', CHAIN)
