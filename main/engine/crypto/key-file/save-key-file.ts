import { writeWholeFile } from '../../base/whole-file.ts'
import { CryptoError } from '../crypto-error.ts'

/** Writes a file that only this user can read; until all of it is on the disk, what was there stays. Throws `bad-input` where it cannot be. */
export async function saveKeyFile(path: string, pieces: AsyncIterable<string>): Promise<void> {
  try {
    await writeWholeFile({ path, pieces, mode: 0o600 })
  } catch (error) {
    throw unwritable(error)
  }
}

const full: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT'])

function unwritable(error: unknown): unknown {
  const isPlace = error instanceof Error && 'syscall' in error && (error.syscall === 'open' || error.syscall === 'rename')
  if (!isPlace || ('code' in error && full.has(error.code))) return error
  return new CryptoError('bad-input', 'The file cannot be written there: choose another place.', error)
}
