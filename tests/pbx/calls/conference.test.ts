import t from 'tap'
import { CONFERENCE } from './conference.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'conferences and spies', CONFERENCE)
