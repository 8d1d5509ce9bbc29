import t from 'tap'
import { PARALLEL } from './parallel.rows.ts'
import { PLAIN } from './plain.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'plain calls, and calls beside one another', [...PLAIN, ...PARALLEL])
