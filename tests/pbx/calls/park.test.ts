import t from 'tap'
import { PARK } from './park.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'parked calls', PARK)
