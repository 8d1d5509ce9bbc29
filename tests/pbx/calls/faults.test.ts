import t from 'tap'
import { FAULTS } from './faults.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'a hub that is killed, a PBX that begins anew', FAULTS)
