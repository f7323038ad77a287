import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openTempFolder } from '../harness/temp-folder.ts'
import type { BenchAccount } from './account.ts'
import { signIn, startApp, untilTakenIn } from './app.ts'
import { spreadOf } from './statistics.ts'
import type { Limit, Measure } from './table.ts'

/**
 * Cold: signed in, and nothing stored yet. Warm: everything is stored. Both until the list of rooms is on the screen, in fresh processes.
 */
export async function measureStartUp(
  account: BenchAccount,
  display: Readonly<Record<string, string>>,
  runs: number,
  bare: Limit,
): Promise<readonly Measure[]> {
  const cold: number[] = []
  const warm: number[] = []
  const folder = await openTempFolder()
  const profile = join(folder.path, 'profile')
  for (let run = 0; run < runs; run += 1) {
    await rm(profile, { recursive: true, force: true })
    signIn(profile, account)
    for (const times of [cold, warm]) {
      const { app, paintedMs } = await startApp(profile, display)
      times.push(paintedMs)
      // A warm start finds everything stored, so the cold one before it has to have stored it.
      await untilTakenIn(app.window)
      await app.dispose()
    }
  }
  await folder.dispose()
  const { subject } = account
  return [
    { name: 'cold start to a painted room list', subject, unit: 'ms', spread: spreadOf(cold), limit: bare },
    { name: 'warm start to a painted room list', subject, unit: 'ms', spread: spreadOf(warm), limit: bare },
  ]
}
