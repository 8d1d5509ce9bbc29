import t from 'tap'
import { GROUPS } from './groups.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'ring groups', GROUPS)
