import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { randomId } from '../../base/ids.ts'
import { CryptoError } from '../crypto-error.ts'

/** Writes a file that only this user can read; until all of it is on the disk, what was there stays. Throws `bad-input` where it cannot be. */
export async function writeWhole(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const unfinished = `${path}.${randomId(4)}.part`
  const file = await open(unfinished, 'wx', 0o600).catch((error: unknown) => { throw unwritable(error) })
  try {
    try {
      for await (const piece of pieces) await file.write(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path).catch((error: unknown) => { throw unwritable(error) })
  } catch (error) {
    await rm(unfinished, { force: true })
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

function unwritable(error: unknown): unknown {
  const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
  return isFull ? error : new CryptoError('bad-input', 'The file cannot be written there: choose another place.', error)
}
