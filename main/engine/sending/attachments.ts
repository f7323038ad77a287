import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { imageSize } from 'image-size'
import type { Media } from '../media/media.ts'
import type { MediaEntry } from '../media/media-database.ts'
import { unknownType } from '../media/media-type.ts'
import { StoreError } from '../store/store-error.ts'
import type { OutgoingBytes, OutgoingFile } from './operation.ts'
import { OutboxError } from './outbox-error.ts'
import { typeByName } from './type-by-name.ts'

export type AttachmentInput = { readonly path: string } | { readonly bytes: Uint8Array; readonly name: string }

export type TakingOptions = {
  /** What the homeserver takes; null: unknown. */
  readonly maxBytes: number | null
  /** A small picture that stands for it, where the window has drawn one. */
  readonly thumbnail: Uint8Array | undefined
}

/** As much of a picture as holds its size. */
const headerBytes = 512 * 1024

/**
 * Copies a file into the encrypted media database and finds out what must be said of it. From then on the original is not needed: it may be
 * deleted, and the computer may be switched off. Throws `OutboxError` for a file that cannot be read or is above `maxBytes`.
 */
export async function takeAttachment(media: Media, input: AttachmentInput, { maxBytes, thumbnail }: TakingOptions): Promise<OutgoingFile> {
  const name = 'path' in input ? basename(input.path) : basename(input.name)
  const size = 'path' in input ? await sizeOf(input.path) : input.bytes.byteLength
  if (maxBytes !== null && size > maxBytes) {
    throw new OutboxError(
      'too-large',
      `This file is larger than your homeserver takes (${Math.floor(maxBytes / 1_048_576)} MB): send a smaller one.`,
    )
  }
  try {
    const file = describe(media, await media.adopt(input), name)
    return thumbnail === undefined ? file : { ...file, thumbnail: await takeThumbnail(media, thumbnail) }
  } catch (error) {
    if (error instanceof StoreError || error instanceof OutboxError) throw error
    throw new OutboxError('bad-input', `The file ${name} cannot be read: check that it is still there and that you may open it.`, error)
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw new OutboxError('not-found', `There is no file ${basename(path)} that can be read.`, error)
  })
  if (!found.isFile()) throw new OutboxError('bad-input', `${basename(path)} is not a file: only files can be sent.`)
  return found.size
}

type Adopted = MediaEntry & Pick<OutgoingBytes, 'uri'>

function describe(media: Media, entry: Adopted, name: string): OutgoingFile {
  const mimetype = entry.mimetype === unknownType ? typeByName(name) : entry.mimetype
  return { ...bytesOf(media, entry, mimetype), name }
}

function bytesOf(media: Media, entry: Adopted, mimetype: string): OutgoingBytes {
  const picture = mimetype.startsWith('image/') ? pictureSize(media.beginning(entry, headerBytes)) : {}
  return { uri: entry.uri, mimetype, size: entry.size, ...picture }
}

/** Of a thumbnail too only what its bytes say is believed. */
async function takeThumbnail(media: Media, bytes: Uint8Array): Promise<OutgoingBytes> {
  const entry = await media.adopt({ bytes })
  if (!entry.mimetype.startsWith('image/')) throw new OutboxError('bad-input', 'The thumbnail of this file is no picture.')
  return bytesOf(media, entry, entry.mimetype)
}

/** Width and height as the picture is shown: a camera's turned picture has them swapped. */
function pictureSize(beginning: Uint8Array): { readonly width?: number; readonly height?: number } {
  try {
    const { width, height, orientation } = imageSize(beginning)
    return orientation !== undefined && orientation >= 5 ? { width: height, height: width } : { width, height }
  } catch {
    return {} // a picture that only says what it is: it goes without a size
  }
}
