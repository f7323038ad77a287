import type { AttachmentSource, PickedFile } from '../../preload/contract/index.ts'
import type { Client } from '../bridge/index.ts'

/** A file that waits in the composer. */
export type PendingFile = {
  readonly key: string
  readonly name: string
  readonly size: number
  readonly mimetype: string
  readonly source: AttachmentSource
  /** What can be drawn of it before it is sent; null for a file that main alone has. */
  readonly picture: Blob | null
}

let made = 0
const nextKey = (): string => {
  made += 1
  return `file${made}`
}

export function pendingPick({ fileId, name, size, mimetype }: PickedFile): PendingFile {
  return { key: nextKey(), name, size, mimetype, source: { from: 'picked', fileId }, picture: null }
}

export type Taken = {
  readonly files: readonly PendingFile[]
  /** Names of those that could not be read. */ readonly unreadable: readonly string[]
}

/**
 * Files that were dropped or pasted. Main keeps those that have a path and gives tokens; the bytes of a pasted picture go with the message.
 * `unnamed`: the name of a picture that has none.
 */
export async function takeFiles(client: Client, files: readonly File[], unnamed: string): Promise<Taken> {
  const tokens = await client.adopt(files)
  const taken = await Promise.all(files.map((file, at) => takeFile(file, tokens[at] ?? null, unnamed)))
  return {
    files: taken.filter((file) => file !== null),
    unreadable: files.filter((_file, at) => taken[at] === null).map((file) => file.name),
  }
}

async function takeFile(file: File, token: PickedFile | null, unnamed: string): Promise<PendingFile | null> {
  const picture = /^image\/(?:png|jpeg|gif|webp|avif)$/u.test(file.type) ? file : null
  if (token !== null) return { ...pendingPick(token), picture }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    const name = file.name === '' ? unnamed : file.name
    return { key: nextKey(), name, size: bytes.byteLength, mimetype: file.type, source: { from: 'bytes', bytes, name }, picture }
  } catch {
    // A folder, or a file that went away: the caller says so.
    return null
  }
}
