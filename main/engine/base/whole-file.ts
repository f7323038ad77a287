import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { randomId } from './ids.ts'

export type WholeFile = {
  readonly path: string
  readonly pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>
  /** Who may read it, as `open` takes it; without it whoever the system lets. */
  readonly mode?: number
}

/** Writes a file: until all of it is on the disk, what was there stays. Throws what the file system or the pieces throw; nothing is left then. */
export async function writeWholeFile({ path, pieces, mode }: WholeFile): Promise<void> {
  const unfinished = `${path}.${randomId(4)}.part`
  try {
    const file = await open(unfinished, 'wx', mode)
    try {
      for await (const piece of pieces) await (typeof piece === 'string' ? file.write(piece) : file.write(piece))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
  } catch (error) {
    // What went wrong first is what is told.
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/** The file's name is on the disk as well, where the system can say so. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}
