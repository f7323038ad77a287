import type { ProcessInfo } from '../harness/processes.ts'
import type { RunningApp } from '../harness/electron.ts'
import { spreadOf } from './statistics.ts'
import type { Limit, Measure } from './table.ts'

export const megabytes = (bytes: number): number => bytes / 1_048_576

/** What each kind of process holds for itself, once the account is taken in. */
export async function measureMemory(app: RunningApp, subject: string, bare: Limit): Promise<readonly Measure[]> {
  const all = await app.processes()
  const engine = await app.engineProcess()
  const isRenderer = ({ commandLine }: ProcessInfo) => commandLine.includes('--type=renderer')
  const of = (some: readonly ProcessInfo[]) => megabytes(some.reduce((sum, { memory }) => sum + memory, 0))
  const main = all.filter(({ processId }) => processId === app.mainProcessId)
  const kinds: readonly (readonly [string, number, Limit | null])[] = [
    ['main', of(main), null],
    ['engine', of([engine]), null],
    ['renderer', of(all.filter(isRenderer)), null],
    ['all processes', of(all), bare],
  ]
  return kinds.map(([kind, size, limit]) => ({ name: `memory of ${kind}`, subject, unit: 'MB', spread: spreadOf([size]), limit }))
}
