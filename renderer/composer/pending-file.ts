import type { AttachmentSource, PickedFile } from '../../preload/contract/index.ts'
import type { Client } from '../bridge/index.ts'
import { drawThumbnail } from './thumbnail.ts'

/** A file that waits in the composer. */
export type PendingFile = {
  readonly key: string
  readonly name: string
  readonly size: number
  readonly mimetype: string
  readonly source: AttachmentSource
  /** What can be drawn of it before it is sent; null for what is no picture, or a very large one. */
  readonly picture: Blob | null
  /** A small picture that goes with it; null where there is none. Never rejects. */
  readonly thumbnail: Promise<Uint8Array | null>
}

/** A picture that main alone has is read, to be looked at before it is sent, up to this size. */
const largestRead = 20 * 1024 * 1024

let made = 0
const nextKey = (): string => {
  made += 1
  return `file${made}`
}

const isPicture = (mimetype: string): boolean => /^image\/(?:png|jpeg|gif|webp|avif)$/u.test(mimetype)
const noThumbnail: Promise<null> = Promise.resolve(null)

/** A file that the user chose in a dialog: main alone has it, and gives the bytes of pictures. */
export async function takePick(client: Client, picked: PickedFile): Promise<PendingFile> {
  const { fileId, mimetype, size } = picked
  if (!isPicture(mimetype) || size > largestRead) return pending(picked, null)
  const outcome = await client.call('app.readPicked', { fileId })
  return pending(picked, outcome.ok ? new Blob([new Uint8Array(outcome.value.bytes)], { type: mimetype }) : null)
}

/** `content`: its bytes, where the window has them. */
function pending({ fileId, name, size, mimetype }: PickedFile, content: Blob | null): PendingFile {
  return { key: nextKey(), name, size, mimetype, source: { from: 'picked', fileId }, ...looksOf(content) }
}

function looksOf(content: Blob | null): Pick<PendingFile, 'picture' | 'thumbnail'> {
  if (content === null) return { picture: null, thumbnail: noThumbnail }
  return { picture: isPicture(content.type) ? content : null, thumbnail: drawThumbnail(content) }
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
  if (token !== null) return pending(token, file)
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    const name = file.name === '' ? unnamed : file.name
    const source = { from: 'bytes' as const, bytes, name }
    return { key: nextKey(), name, size: bytes.byteLength, mimetype: file.type, source, ...looksOf(file) }
  } catch {
    // A folder, or a file that went away: the caller says so.
    return null
  }
}
