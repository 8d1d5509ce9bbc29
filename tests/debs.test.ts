import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

/** An archive that cannot be reached at first: apt-get fails once, and notes what it was asked. */
const APT_GET = `#!/bin/sh
echo "$@" >> "$(dirname "$0")/asked"
[ "$(wc -l < "$(dirname "$0")/asked")" -gt 1 ] || exit 100
`

t.test(
  'package lists that could not be had are asked for again, and those that were had are kept for a day',
  async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'perezvon-debs-'))
    const path = process.env['PATH']
    t.teardown(async () => {
      process.env['PATH'] = path
      await rm(dir, { recursive: true })
    })
    await writeFile(join(dir, 'apt-get'), APT_GET, { mode: 0o755 })
    await writeFile(join(dir, 'apt-config'), '#!/bin/sh\n', { mode: 0o755 })
    process.env['PATH'] = `${dir}:${path}`
    const { hostApt } = await import(pathToFileURL(join(process.cwd(), 'deploy/debs/apt.mjs')).href)
    const apt = await hostApt(join(dir, 'own'))
    for (let time = 0; time < 3; time++) await apt.update()
    t.equal((await readFile(join(dir, 'asked'), 'utf8')).split('\n').length - 1, 2)
  }
)
