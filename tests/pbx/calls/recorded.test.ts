import t from 'tap'
import { RECORDED } from './recorded.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'talks that the PBX records', RECORDED)
