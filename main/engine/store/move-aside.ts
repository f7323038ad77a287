import { readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * Renames a damaged database that nobody has open, with the log that belongs to it: `store.db` becomes `store-damaged-20260102T030405Z.db`. Gives the
 * new name. `now`: in epoch milliseconds.
 */
export function moveAside(folder: string, name: string, now: number): string {
  const taken = new Set(readdirSync(folder))
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
  const wanted = `${basename(name, '.db')}-damaged-${stamp}`
  let to = `${wanted}.db`
  for (let count = 2; taken.has(to); count += 1) to = `${wanted}-${count}.db`
  for (const end of ['', '-wal']) if (taken.has(name + end)) renameSync(join(folder, name + end), join(folder, to + end))
  rmSync(join(folder, `${name}-shm`), { force: true })
  return to
}
