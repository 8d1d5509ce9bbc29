import { startHub } from './hub.ts'
import { startService } from './service.ts'
import { untilStopped } from './until-stopped.ts'

/** Without a word: the whole hub. With the name of a service, or any other word: that service alone. */
const name = process.argv[2]
untilStopped((say, signal) =>
  name === undefined ? startHub(process.env, say, signal) : startService(name, process.env, say)
)
