import t from 'tap'
import { BLIND } from './blind.rows.ts'
import { PICKUP } from './pickup.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'calls sent on, or taken from another phone', [...BLIND, ...PICKUP])
