import t from 'tap'
import { QUEUE_WAYS } from './queue-ways.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'ways through queues', QUEUE_WAYS)
