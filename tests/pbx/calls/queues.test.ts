import t from 'tap'
import { QUEUES } from './queues.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'queues', QUEUES)
