import t from 'tap'
import { CLICK } from './click.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'click-to-call', CLICK)
