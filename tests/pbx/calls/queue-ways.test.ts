import t from 'tap'
import { ORIGINATE } from './originate.rows.ts'
import { QUEUE_WAYS } from './queue-ways.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'ways through queues, and calls that other programs ask for', [...QUEUE_WAYS, ...ORIGINATE])
