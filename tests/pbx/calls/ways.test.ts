import t from 'tap'
import { playRows } from './suite.ts'
import { WAYS } from './ways.rows.ts'

playRows(t, 'other ways', WAYS)
