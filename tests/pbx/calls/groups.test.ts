import t from 'tap'
import { GROUPS } from './groups.rows.ts'
import { QUEUES } from './queues.rows.ts'
import { playRows } from './suite.ts'

playRows(t, 'ring groups and queues', [...GROUPS, ...QUEUES])
