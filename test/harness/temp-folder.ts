import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export type TempFolder = {
  readonly path: string
  /** Removes it with everything in it. */
  dispose(): Promise<void>
}

/** A new, empty folder. */
export async function openTempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'causeway-test-'))
  // A process that was just killed may still be writing its last file.
  return { path, dispose: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** A new, empty folder for one test, removed when the test has ended; gives its path. */
export async function tempFolderFor(test: TestContext): Promise<string> {
  const folder = await openTempFolder()
  test.after(() => folder.dispose())
  return folder.path
}
