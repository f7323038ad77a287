/**
 * What pictures and files are, wherever they come from: asked of the server once, kept encrypted, and read in ranges by whoever shows them.
 * It trusts no declared type, fetches nothing but well-formed mxc addresses, and works from its cache when there is no network.
 */
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Download, Homeserver } from '../matrix/homeserver.ts'
import { downloadMedia, downloadThumbnail } from '../matrix/media.ts'
import type { Versions } from '../matrix/versions.ts'
import type { ContentUri } from '../../../preload/contract/ids.ts'
import type { MediaDatabase, MediaEntry } from './media-database.ts'
import { MediaError } from './media-error.ts'
import type { MediaAddress, ThumbnailSize } from './media-url.ts'
import { isOutgoing, newOutgoingUri } from './outgoing.ts'
import { receive } from './receive.ts'

export type MediaOptions = {
  readonly database: MediaDatabase
  readonly homeserver: Homeserver
  /** Asked once a download needs it. */
  readonly versions: () => Promise<Versions>
  readonly clock: Clock
}

/** Which picture or file, and in which size; null: the original. */
export type WantedMedia = Pick<MediaAddress, 'uri' | 'thumbnail'>

export type MediaRange = { readonly mimetype: string; readonly size: number; readonly bytes: Uint8Array }

/** A picked file may be larger than this only if the server says so; what others send never is fetched above it. */
const maxBytes = 200 * 1024 * 1024
const quotaBytes = 1024 * 1024 * 1024
/** How long what the server did not have is not asked for again. */
const missingForMs = 5 * 60_000
const missingKept = 10_000
const evictEveryMs = 10 * 60_000
/** A cached original up to this size serves as its own thumbnail. */
const smallOriginalBytes = 512 * 1024

export class Media {
  readonly #options: MediaOptions
  readonly #fetching = new Map<string, Promise<MediaEntry>>()
  readonly #missing = new Map<string, number>()
  #evictedAt: number

  constructor(options: MediaOptions) {
    this.#options = options
    this.#evictedAt = options.clock.now()
  }

  /** The bytes `from` … `from + length - 1`, and the size of the whole. Throws `MediaError`. */
  async read(address: WantedMedia, from: number, length: number): Promise<MediaRange> {
    const entry = await this.#entry(address)
    return { mimetype: entry.mimetype, size: entry.size, bytes: this.#options.database.read(entry, from, length) }
  }

  /** Writes the original to `path`: there, whole, or not at all. Throws `MediaError`, or the file system's error. */
  async saveTo(uri: ContentUri, path: string): Promise<{ readonly size: number; readonly mimetype: string }> {
    const entry = await this.#entry({ uri, thumbnail: null })
    const temporary = `${path}.${randomId(4)}.part`
    try {
      const file = await open(temporary, 'wx')
      try {
        for (const bytes of this.#pieces(entry)) await file.write(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    return { size: entry.size, mimetype: entry.mimetype }
  }

  /** Copies something to be sent into the database; from then on the original is not needed. */
  async adopt(source: { readonly path: string } | { readonly bytes: Uint8Array }): Promise<{ readonly uri: ContentUri } & MediaEntry> {
    const uri = newOutgoingUri()
    const stream = 'path' in source ? createReadStream(source.path) : once(source.bytes)
    const entry = await receive(this.#options.database, {
      uri, variant: '', source: stream, maxBytes: Number.MAX_SAFE_INTEGER, isOutgoing: true, now: this.#options.clock.now(),
    })
    return { uri, ...entry }
  }

  /** What `adopt` took in, piece by piece, for an upload. Throws `MediaError` when it is gone. */
  outgoing(uri: ContentUri): { readonly size: number; readonly open: () => AsyncIterable<Uint8Array> } {
    const entry = this.#options.database.find(uri, '', this.#options.clock.now())
    if (!entry) throw new MediaError('not-found', 'The file to be sent is no longer there: choose it again.')
    return { size: entry.size, open: () => toAsync(this.#pieces(entry)) }
  }

  /** The first `length` bytes of what was adopted. */
  beginning(entry: MediaEntry, length: number): Uint8Array {
    return this.#options.database.read(entry, 0, length)
  }

  /** The upload is through: what was ours is the server's under `to`, and need not be fetched again. */
  uploaded(from: ContentUri, to: ContentUri): void {
    this.#options.database.rename(from, to)
  }

  /** Forgets what waited to be sent, except for these. */
  keepOutgoing(wanted: ReadonlySet<ContentUri>): void {
    this.#options.database.keepOutgoing(wanted)
  }

  async #entry({ uri, thumbnail }: WantedMedia): Promise<MediaEntry> {
    const { database, clock } = this.#options
    const original = database.find(uri, '', clock.now())
    if (original && (!thumbnail || isOutgoing(uri) || original.size <= smallOriginalBytes)) return original
    if (isOutgoing(uri)) throw new MediaError('not-found', 'This file waited to be sent and is no longer there.')
    const variant = variantOf(thumbnail)
    const kept = thumbnail && database.find(uri, variant, clock.now())
    if (kept) return kept
    return await this.#fetchOnce(uri, thumbnail, variant)
  }

  #fetchOnce(uri: ContentUri, thumbnail: ThumbnailSize | null, variant: string): Promise<MediaEntry> {
    const key = `${uri} ${variant}`
    const missingSince = this.#missing.get(key)
    if (missingSince !== undefined && this.#options.clock.now() - missingSince < missingForMs) return Promise.reject(missing())
    const running = this.#fetching.get(key)
    if (running) return running
    const fetching = this.#fetch(uri, thumbnail, variant)
      .catch((error: unknown) => {
        if (isMissing(error)) this.#noteMissing(key)
        throw toMediaError(error)
      })
      .finally(() => this.#fetching.delete(key))
    this.#fetching.set(key, fetching)
    return fetching
  }

  async #fetch(uri: ContentUri, thumbnail: ThumbnailSize | null, variant: string): Promise<MediaEntry> {
    const { database, homeserver, clock } = this.#options
    const versions = await this.#options.versions()
    let download: Download
    try {
      download = thumbnail
        ? await downloadThumbnail(homeserver, { uri, versions, size: thumbnail, maxBytes })
        : await downloadMedia(homeserver, { uri, versions, maxBytes })
    } catch (error) {
      // A server that cannot make a thumbnail of it may still have the picture.
      if (!thumbnail || !(error instanceof HomeserverError) || error.isRetryable || error.code === 'unknown-token') throw error
      download = await downloadMedia(homeserver, { uri, versions, maxBytes })
    }
    const entry = await receive(database, { uri, variant, source: download.body, maxBytes, isOutgoing: false, now: clock.now() })
    this.#evictNowAndThen()
    return entry
  }

  #evictNowAndThen(): void {
    const now = this.#options.clock.now()
    if (now - this.#evictedAt < evictEveryMs) return
    this.#evictedAt = now
    this.#options.database.evict(quotaBytes)
  }

  #noteMissing(key: string): void {
    if (this.#missing.size >= missingKept) this.#missing.clear()
    this.#missing.set(key, this.#options.clock.now())
  }

  *#pieces(entry: MediaEntry): Generator<Uint8Array> {
    const piece = 256 * 1024
    for (let from = 0; from < entry.size; from += piece) yield this.#options.database.read(entry, from, piece)
  }
}

function variantOf(thumbnail: ThumbnailSize | null): string {
  return thumbnail ? `${thumbnail.width}x${thumbnail.height} ${thumbnail.method}` : ''
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* toAsync(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces
}

function missing(): MediaError {
  return new MediaError('not-found', 'The server no longer has this file.')
}

function isMissing(error: unknown): boolean {
  return error instanceof HomeserverError && ['not-found', 'bad-request', 'forbidden'].includes(error.code)
}

function toMediaError(error: unknown): unknown {
  if (!(error instanceof HomeserverError)) return error
  if (isMissing(error)) return missing()
  if (error.code === 'too-large') return new MediaError('too-large', 'This file is too large to be kept on this computer.', error)
  return new MediaError('offline', error.message, error)
}
