import { spawnSync } from 'node:child_process'

/**
 * PostgreSQL refuses to run as root. Started as root, the hub runs it as `nobody`; where a folder on the way to the
 * checkout or to DATA_DIR is closed to that account (/root, a home of mode 700), it keeps one capability: to read past
 * that. See docs/decisions/0003-embedded-postgres.md.
 */
export interface Account {
  /** Comes before the command. */
  readonly prefix: readonly string[]
  /** Who must own the data. */
  readonly uid: number
  readonly gid: number
}

const NOBODY = 65_534
const SETPRIV = '/usr/bin/setpriv'
const DROP = [SETPRIV, `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']

/** access(2), which PostgreSQL asks about its own binaries, counts capabilities only without the set-uid fix-up. */
const keeping = (capability: string): string[] => [
  ...DROP,
  `--inh-caps=+${capability}`,
  `--ambient-caps=+${capability}`,
  '--securebits=+no_setuid_fixup'
]

const AS_ROOT: readonly Account[] = [
  { prefix: DROP, uid: NOBODY, gid: NOBODY },
  { prefix: keeping('dac_read_search'), uid: NOBODY, gid: NOBODY },
  { prefix: keeping('dac_override'), uid: NOBODY, gid: NOBODY },
  // Another name for root's own id: nothing on the disk changes hands.
  { prefix: ['/usr/bin/unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`], uid: 0, gid: 0 }
]

type Probe = (command: readonly string[]) => boolean

/** The first account that reaches both the programs and the data; undefined when none does. */
export function chooseAccount(
  { uid, gid }: { uid: number; gid: number },
  binFolder: string,
  dataParent: string,
  probe: Probe = succeeds
): Account | undefined {
  if (uid !== 0) return { prefix: [], uid, gid }
  return AS_ROOT.find(
    ({ prefix }) =>
      probe([...prefix, `${binFolder}/postgres`, '--version']) && probe([...prefix, '/usr/bin/stat', `${dataParent}/.`])
  )
}

/** PostgreSQL complains on standard error, and goes on, when it cannot reach its own binary. */
function succeeds(command: readonly string[]): boolean {
  const [program = '', ...args] = command
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000, cwd: '/' })
  return status === 0 && stderr === ''
}
