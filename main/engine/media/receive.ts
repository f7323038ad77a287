import type { ContentUri } from '../../../preload/contract/ids.ts'
import { chunkBytes, type MediaDatabase, type MediaEntry } from './media-database.ts'
import { MediaError } from './media-error.ts'
import { sniffedBytes, sniffMediaType } from './media-type.ts'

export type Reception = {
  readonly uri: ContentUri
  /** '' for the original. */
  readonly variant: string
  readonly source: AsyncIterable<Uint8Array>
  /** More bytes than this are an error, and nothing is kept. */
  readonly maxBytes: number
  /** Waits in the outbox: never evicted, and on the disk when this ends. */
  readonly isOutgoing: boolean
  readonly now: number
}

/** Takes a stream into the media database, one chunk in memory at a time. Whatever goes wrong, no half file is left to be seen. */
export async function receive(database: MediaDatabase, reception: Reception): Promise<MediaEntry> {
  const media = database.begin(reception)
  try {
    let size = 0
    let number = 0
    let beginning: Uint8Array = new Uint8Array(0)
    for await (const chunk of inChunks(reception.source)) {
      size += chunk.byteLength
      if (size > reception.maxBytes) throw new MediaError('too-large', 'This file is too large to be kept on this computer.')
      if (number === 0) beginning = chunk.slice(0, sniffedBytes)
      database.append(media, number, chunk)
      number += 1
    }
    const mimetype = await sniffMediaType(beginning)
    database.complete(media, { mimetype, size }, reception.isOutgoing)
    return { media, mimetype, size }
  } catch (error) {
    database.remove(media)
    throw error
  }
}

/** The same bytes in pieces of `chunkBytes`; only the last is shorter. */
async function* inChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pending = new Uint8Array(chunkBytes)
  let filled = 0
  for await (const piece of source) {
    for (let from = 0; from < piece.byteLength; ) {
      const part = piece.subarray(from, from + chunkBytes - filled)
      pending.set(part, filled)
      filled += part.byteLength
      from += part.byteLength
      if (filled < chunkBytes) continue
      yield pending
      pending = new Uint8Array(chunkBytes)
      filled = 0
    }
  }
  if (filled > 0) yield pending.subarray(0, filled)
}
