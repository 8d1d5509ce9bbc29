import t from 'tap'
import { HOLD } from './hold.rows.ts'
import { RECORDED } from './recorded.rows.ts'
import { playRows } from './suite.ts'
import { WAYS } from './ways.rows.ts'

playRows(t, 'talks that are held, recorded or go other ways', [...HOLD, ...RECORDED, ...WAYS])
