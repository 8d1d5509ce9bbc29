import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { freePort } from '../ports.ts'
import { type Step, scenario } from './scenario.ts'

export interface SippRun {
  /** Resolves with sipp's exit code: 0 when the call went as its script says. */
  readonly done: Promise<number | null>
  kill(): void
}

interface Options {
  readonly ip: string
  readonly port: number
  readonly steps: readonly Step[]
  /** Where a caller sends its INVITE: 127.0.0.1:port and the number called. */
  readonly target?: { readonly sipPort: number; readonly number: string; readonly from: string; readonly name: string }
  readonly calls?: number
  readonly perSecond?: number
}

/** Runs sipp with a script of ours until its calls are over; ends with the test at the latest. */
async function sipp(
  t: Pick<Test, 'teardown'>,
  { ip, port, steps, target, calls = 1, perSecond }: Options
): Promise<SippRun> {
  const dir = await mkdtemp(join(tmpdir(), 'perezvon-sipp-'))
  const file = join(dir, 'scenario.xml')
  await writeFile(file, scenario(steps, target))
  const to = target ? [`127.0.0.1:${target.sipPort}`, '-s', target.number] : []
  const media = await freePort()
  const options = ['-sf', file, '-i', ip, '-p', String(port), '-mp', String(media), '-m', String(calls)]
  if (perSecond) options.push('-r', String(perSecond))
  const child = spawn(
    process.env['TEST_SIPP'] ?? 'sipp',
    [...to, ...options, '-nostdin', '-default_behaviors', 'all,-abortunexp', '-timeout', '90'],
    { cwd: dir, stdio: 'ignore' }
  )
  const done = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const kill = (): void => {
    if (child.exitCode === null) child.kill('SIGKILL')
  }
  t.teardown(async () => {
    kill()
    await done
    await rm(dir, { recursive: true, force: true })
  })
  return { done, kill }
}

/** A customer of the carrier dials one of our numbers. */
export async function customerCalls(
  t: Test,
  pbx: { readonly sipPort: number },
  call: { readonly to: string; readonly from: string; readonly name?: string; readonly steps: readonly Step[] },
  many: { readonly calls?: number; readonly perSecond?: number } = {}
): Promise<SippRun> {
  const target = { sipPort: pbx.sipPort, number: call.to, from: call.from, name: call.name ?? 'Customer' }
  return sipp(t, { ip: '127.0.0.2', port: await freePort(), steps: ['invite', ...call.steps], target, ...many })
}

/** Somebody outside whom we may call over the trunk. */
export function customerWaits(
  t: Test,
  pbx: { readonly carrierPort: number },
  steps: readonly Step[],
  calls = 1
): Promise<SippRun> {
  return sipp(t, { ip: '127.0.0.2', port: pbx.carrierPort, steps: ['await-invite', ...steps], calls })
}

/** A phone (120, or any number of 8800555xxxx outside) that answers as its script says. */
export function scriptWaits(
  t: Pick<Test, 'teardown'>,
  pbx: { readonly scriptPort: number },
  where: 'inside' | 'outside',
  steps: readonly Step[]
): Promise<SippRun> {
  const ip = where === 'inside' ? '127.0.0.1' : '127.0.0.2'
  return sipp(t, { ip, port: pbx.scriptPort, steps: ['await-invite', ...steps] })
}
