import t from 'tap'
import { CONFERENCE } from './conference.rows.ts'
import { FORWARD } from './forward.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'forwarded calls, conferences and spies', [...FORWARD, ...CONFERENCE])
