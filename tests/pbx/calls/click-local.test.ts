import t from 'tap'
import { CLICK_LOCAL } from './click-local.rows.ts'
import { playRows } from './suite.ts'
import { ENDPOINTS } from './tables.ts'

playRows(t, 'click-to-call through Local channels', CLICK_LOCAL, ENDPOINTS['click-local'])
