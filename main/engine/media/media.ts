/**
 * What pictures and files are, wherever they come from: asked of the server once, kept encrypted, and read in ranges by whoever shows them.
 * It trusts no declared type, fetches nothing but well-formed mxc addresses, and works from its cache when there is no network.
 */
import { createReadStream } from 'node:fs'
import type { Clock } from '../base/clock.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Download, Homeserver } from '../matrix/homeserver.ts'
import { downloadMedia, downloadThumbnail } from '../matrix/media.ts'
import type { Versions } from '../matrix/versions.ts'
import type { ContentUri } from '../../../preload/contract/ids.ts'
import { tagOf, type EncryptedFile } from './encrypted-file.ts'
import { decrypted } from './file-cipher.ts'
import type { MediaDatabase, MediaEntry } from './media-database.ts'
import { MediaError } from './media-error.ts'
import type { ThumbnailSize } from './media-url.ts'
import { isOutgoing, newOutgoingUri } from './outgoing.ts'
import { receive } from './receive.ts'
import { saveFile } from './save-file.ts'

export type MediaOptions = {
  readonly database: MediaDatabase
  readonly homeserver: Homeserver
  /** Asked once a download needs it. */
  readonly versions: () => Promise<Versions>
  readonly clock: Clock
}

/** Which picture or file: one that lies open, in which size (null: the original), or one that its event says how to decrypt. */
export type WantedMedia =
  | { readonly uri: ContentUri; readonly thumbnail: ThumbnailSize | null }
  | { readonly encrypted: EncryptedFile }

export type MediaRange = { readonly mimetype: string; readonly size: number; readonly bytes: Uint8Array }

/** A picked file may be larger than this only if the server says so; what others send never is fetched above it. */
const maxBytes = 200 * 1024 * 1024
const quotaBytes = 1024 * 1024 * 1024
/** How long what the server did not have, or had with other bytes, is not asked for again. */
const hopelessForMs = 5 * 60_000
const hopelessKept = 10_000
const evictEveryMs = 10 * 60_000
/** A cached original up to this size serves as its own thumbnail. */
const smallOriginalBytes = 512 * 1024

export class Media {
  readonly #options: MediaOptions
  readonly #fetching = new Map<string, Promise<MediaEntry>>()
  readonly #hopeless = new Map<string, { readonly since: number; readonly error: unknown }>()
  #evictedAt: number

  constructor(options: MediaOptions) {
    this.#options = options
    this.#evictedAt = options.clock.uptime()
  }

  /** The bytes `from` … `from + length - 1`, and the size of the whole. Throws `MediaError`, or `HomeserverError` when signed out. */
  async read(wanted: WantedMedia, from: number, length: number): Promise<MediaRange> {
    const entry = await this.#entry(wanted)
    return { mimetype: entry.mimetype, size: entry.size, bytes: this.#options.database.read(entry, from, length) }
  }

  /** Writes it to `path`: there, whole, or not at all. Throws as `read` does, or the file system's error. */
  async saveTo(wanted: WantedMedia, path: string): Promise<{ readonly size: number; readonly mimetype: string }> {
    const entry = await this.#entry(wanted)
    await saveFile(path, this.#pieces(entry))
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

  /** An original piece by piece, for an upload: what `adopt` took in, or what was uploaded already. Throws `MediaError` when it is gone. */
  async original(uri: ContentUri): Promise<{ readonly size: number; readonly open: () => AsyncIterable<Uint8Array> }> {
    const entry = await this.#entry({ uri, thumbnail: null })
    return { size: entry.size, open: () => toAsync(this.#pieces(entry)) }
  }

  /** The first `length` bytes of what was adopted. */
  beginning(entry: MediaEntry, length: number): Uint8Array {
    return this.#options.database.read(entry, 0, length)
  }

  /** The upload is through: what was ours is the server's, and need not be fetched again. It can still be read under `from`. */
  uploaded(from: ContentUri, to: ContentUri | EncryptedFile): void {
    this.#options.database.rename(from, typeof to === 'string' ? { uri: to, variant: '' } : { uri: to.url, variant: variantOfEncrypted(to) })
  }

  /** Forgets what waited to be sent, except for these. */
  keepOutgoing(wanted: ReadonlySet<ContentUri>): void {
    this.#options.database.keepOutgoing(wanted)
  }

  async #entry(wanted: WantedMedia): Promise<MediaEntry> {
    const { database, clock } = this.#options
    if ('encrypted' in wanted) {
      const { url } = wanted.encrypted
      const variant = variantOfEncrypted(wanted.encrypted)
      return database.find(url, variant, clock.now()) ?? await this.#once(url, variant, () => this.#fetchEncrypted(wanted.encrypted, variant))
    }
    const { uri, thumbnail } = wanted
    if (isOutgoing(uri)) return database.findOutgoing(uri, clock.now()) ?? gone()
    const original = database.find(uri, '', clock.now())
    if (original && (!thumbnail || original.size <= smallOriginalBytes)) return original
    const variant = variantOf(thumbnail)
    const kept = thumbnail && database.find(uri, variant, clock.now())
    return kept ?? await this.#once(uri, variant, () => this.#fetch(uri, thumbnail, variant))
  }

  /** However many want it: fetched once at a time, and not again for a while where that is no use. */
  #once(uri: ContentUri, variant: string, fetch: () => Promise<MediaEntry>): Promise<MediaEntry> {
    const key = `${uri} ${variant}`
    const hopeless = this.#hopeless.get(key)
    if (hopeless !== undefined && this.#options.clock.uptime() - hopeless.since < hopelessForMs) return Promise.reject(hopeless.error)
    const running = this.#fetching.get(key)
    if (running) return running
    const fetching = fetch()
      .catch((cause: unknown) => {
        const error = toMediaError(cause)
        if (isHopeless(error)) this.#noteHopeless(key, error)
        throw error
      })
      .finally(() => this.#fetching.delete(key))
    this.#fetching.set(key, fetching)
    return fetching
  }

  async #fetch(uri: ContentUri, thumbnail: ThumbnailSize | null, variant: string): Promise<MediaEntry> {
    const { homeserver } = this.#options
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
    return await this.#receive(uri, variant, download.body)
  }

  async #fetchEncrypted(file: EncryptedFile, variant: string): Promise<MediaEntry> {
    const { homeserver, versions } = this.#options
    const download = await downloadMedia(homeserver, { uri: file.url, versions: await versions(), maxBytes })
    return await this.#receive(file.url, variant, decrypted(download.body, file))
  }

  async #receive(uri: ContentUri, variant: string, source: AsyncIterable<Uint8Array>): Promise<MediaEntry> {
    const { database, clock } = this.#options
    const entry = await receive(database, { uri, variant, source, maxBytes, isOutgoing: false, now: clock.now() })
    this.#evictNowAndThen()
    return entry
  }

  #evictNowAndThen(): void {
    const now = this.#options.clock.uptime()
    if (now - this.#evictedAt < evictEveryMs) return
    this.#evictedAt = now
    this.#options.database.evict(quotaBytes)
  }

  #noteHopeless(key: string, error: unknown): void {
    if (this.#hopeless.size >= hopelessKept) this.#hopeless.clear()
    this.#hopeless.set(key, { since: this.#options.clock.uptime(), error })
  }

  *#pieces(entry: MediaEntry): Generator<Uint8Array> {
    const piece = 256 * 1024
    for (let from = 0; from < entry.size; from += piece) yield this.#options.database.read(entry, from, piece)
  }
}

function variantOf(thumbnail: ThumbnailSize | null): string {
  return thumbnail ? `${thumbnail.width}x${thumbnail.height} ${thumbnail.method}` : ''
}

const variantOfEncrypted = (file: EncryptedFile): string => `encrypted ${tagOf(file)}`

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* toAsync(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces
}

function gone(): never {
  throw new MediaError('not-found', 'The file to be sent is no longer there: choose it again.')
}

const isHopeless = (error: unknown): boolean => error instanceof MediaError && (error.code === 'not-found' || error.code === 'altered')

function toMediaError(error: unknown): unknown {
  if (!(error instanceof HomeserverError) || error.code === 'unknown-token') return error
  if (['not-found', 'bad-request', 'forbidden'].includes(error.code)) return new MediaError('not-found', 'The server no longer has this file.')
  if (error.code === 'too-large') return new MediaError('too-large', 'This file is too large to be kept on this computer.', error)
  return new MediaError('offline', error.message, error)
}
