import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openTempFolder } from '../harness/temp-folder.ts'
import { startBackupServer } from './backup-server.ts'
import type { Restored } from './key-backup-child.ts'
import { megabytes } from './memory.ts'
import { spreadOf } from './statistics.ts'
import type { Measure } from './table.ts'

const child = fileURLToPath(new URL('key-backup-child.ts', import.meta.url))

/** What it takes to restore a backup of `count` keys: time, and memory above what the process held before. */
export async function measureKeyBackup(count: number): Promise<readonly Measure[]> {
  const server = await startBackupServer(count)
  const folder = await openTempFolder()
  try {
    const running = promisify(execFile)(process.execPath, [child])
    running.child.stdin?.end(JSON.stringify({ url: server.url, key: server.key, folder: folder.path }))
    const { restored, seconds, before, most, longestHold }: Restored = JSON.parse((await running).stdout)
    if (restored !== count) throw new Error(`${restored} of ${count} keys were restored`)
    const subject = `backup of ${count} keys`
    const measure = (name: string, unit: Measure['unit'], value: number, limit: Measure['limit'] = null): Measure =>
      ({ name, subject, unit, spread: spreadOf([value]), limit })
    return [
      measure('keys restored', '/s', restored / seconds),
      measure('memory while keys are restored', 'MB', megabytes(most), { name: 'before', value: megabytes(before) }),
      measure('longest hold while keys are restored', 'ms', longestHold),
    ]
  } finally {
    await server.dispose()
    await folder.dispose()
  }
}
