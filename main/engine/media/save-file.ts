import { realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { writeWholeFile } from '../base/whole-file.ts'
import { MediaError } from './media-error.ts'

/** Writes a file: there, whole, in place of what was there, or not at all. Throws `MediaError` when it cannot be written there. */
export async function saveFile(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  try {
    await writeWholeFile({ path: await destination(path), pieces })
  } catch (error) {
    throw toUnwritable(path, error)
  }
}

/** Behind a link lies what is meant. Whatever is no file (a folder, a device) is not to be replaced by one. */
async function destination(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return path
  if (!found.isFile()) throw new MediaError('unwritable', `There is something else than a file at ${path}: choose another name.`)
  return await realpath(path)
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'that folder does not exist'], ['ENOTDIR', 'that folder does not exist'], ['EACCES', 'you may not write there'],
  ['EPERM', 'you may not write there'], ['EROFS', 'you may not write there'], ['ENAMETOOLONG', 'the name is too long'],
  ['EISDIR', 'there is a folder of that name'], ['EINVAL', 'the name is not allowed there'],
])

function toUnwritable(path: string, error: unknown): unknown {
  const reason = error instanceof Error && 'code' in error ? reasons.get(String(error.code)) : undefined
  return reason === undefined ? error : new MediaError('unwritable', `${basename(path)} cannot be saved: ${reason}.`, error)
}
