import { startHub } from './hub.ts'
import { untilStopped } from './until-stopped.ts'

untilStopped((say, signal) => startHub(process.env, say, signal))
