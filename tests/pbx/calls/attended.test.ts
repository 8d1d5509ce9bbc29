import t from 'tap'
import { ATTENDED } from './attended.rows.ts'
import { PARK } from './park.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls handed over or parked', [...ATTENDED, ...PARK])
