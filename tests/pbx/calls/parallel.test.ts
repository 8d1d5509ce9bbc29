import t from 'tap'
import { PARALLEL } from './parallel.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls beside one another', PARALLEL)
