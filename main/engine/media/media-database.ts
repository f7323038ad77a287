/**
 * Pictures and files that were received or wait to be sent, in a database of their own under the account's key: encrypted and authenticated
 * like everything else, and never a loose file. An entry is a row and its bytes in chunks; it is seen by readers once it is complete.
 * It is a cache except for what waits in the outbox (addresses of `outgoing.ts`): that is never evicted.
 */
import type Database from 'better-sqlite3-multiple-ciphers'
import type { ContentUri } from '../../../preload/contract/ids.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { DatabaseKey } from '../store/database.ts'
import { Reader, type Value } from '../store/reader.ts'
import { isDamage, toStoreError } from '../store/store-error.ts'
import { Writer } from '../store/writer.ts'
import { MediaError } from './media-error.ts'
import { openOrRescue, rescue } from './rescue.ts'

/** Bytes to a chunk: large enough to be few, small enough that a range costs what it is worth. */
export const chunkBytes = 256 * 1024

export type MediaEntry = { readonly media: number; readonly mimetype: string; readonly size: number }

export type MediaDatabaseOptions = { readonly file: string; readonly key: DatabaseKey; readonly clock: Clock; readonly log: Log }

export class MediaDatabase {
  readonly #options: MediaDatabaseOptions
  readonly #statements = new Map<string, Database.Statement<Value[]>>()
  #database: Database.Database
  #reader: Reader

  /** Throws `StoreError`; not for a damaged file, which is put aside and begun anew with what could be saved of what waits to be sent. */
  constructor(options: MediaDatabaseOptions) {
    this.#options = options
    this.#database = openOrRescue(options)
    this.#reader = new Reader(this.#database, this.#statements)
    // What was being received when the last process ended will be asked for again.
    this.#write((writer) => writer.run(`DELETE FROM media WHERE is_complete = 0`))
  }

  /** `variant`: '' for the original, a thumbnail's box, or the tag of an encrypted file with which it was opened. */
  find(uri: ContentUri, variant: string, now: number): MediaEntry | undefined {
    const entry = this.#get<MediaEntry & { used: number }>(
      `SELECT media, mimetype, size, used_ts AS used FROM media WHERE uri = ? AND variant = ? AND is_complete = 1`, uri, variant,
    )
    // Once a day is exact enough for eviction, and keeps reading from writing.
    if (entry && now - entry.used > 86_400_000)
      this.#write((writer) => writer.run(`UPDATE media SET used_ts = ? WHERE media = ?`, now, entry.media))
    return entry && { media: entry.media, mimetype: entry.mimetype, size: entry.size }
  }

  /** What waits to be sent under an address of our own, or waited under it and is the server's by now. */
  findOutgoing(uri: ContentUri, now: number): MediaEntry | undefined {
    return this.find(uri, '', now)
      ?? this.#get<MediaEntry>(`SELECT media, mimetype, size FROM media WHERE waited_as = ? AND is_complete = 1`, uri)
  }

  /** The bytes `from` … `from + length - 1`, as far as there are any. */
  read(entry: MediaEntry, from: number, length: number): Uint8Array {
    const end = Math.min(entry.size, from + length)
    if (from >= end) return new Uint8Array(0)
    const first = Math.floor(from / chunkBytes)
    const rows = this.#all<{ number: number; bytes: Uint8Array }>(
      `SELECT number, bytes FROM chunk WHERE media = ? AND number BETWEEN ? AND ? ORDER BY number`,
      entry.media,
      first,
      Math.floor((end - 1) / chunkBytes),
    )
    const result = new Uint8Array(end - from)
    for (const { number, bytes } of rows) {
      const start = number * chunkBytes
      const part = bytes.subarray(Math.max(0, from - start), Math.max(0, end - start))
      result.set(part, Math.max(0, start - from))
    }
    return result
  }

  /** Begins an entry that nobody sees before `complete`. */
  begin(entry: { readonly uri: ContentUri; readonly variant: string; readonly isOutgoing: boolean; readonly now: number }): number {
    return this.#write((writer) => writer.run(
      `INSERT INTO media (uri, variant, mimetype, is_outgoing, used_ts) VALUES (?, ?, 'application/octet-stream', ?, ?)`,
      entry.uri, entry.variant, entry.isOutgoing ? 1 : 0, entry.now,
    ).rowId)
  }

  append(media: number, number: number, bytes: Uint8Array): void {
    this.#write((writer) => writer.run(`INSERT INTO chunk (media, number, bytes) VALUES (?, ?, ?)`, media, number, bytes))
  }

  /** Makes it seen, in place of an older entry for the same. `isDurable`: on the disk when this returns. */
  complete(media: number, found: { readonly mimetype: string; readonly size: number }, isDurable: boolean): void {
    // Syncing the log for the last transaction brings all those before it to the disk as well.
    if (isDurable) this.#database.pragma('synchronous = FULL')
    try {
      this.#write((writer) => {
        writer.run(`DELETE FROM media WHERE is_complete = 1 AND (uri, variant) = (SELECT uri, variant FROM media WHERE media = ?)`, media)
        writer.run(`UPDATE media SET mimetype = ?, size = ?, is_complete = 1 WHERE media = ?`, found.mimetype, found.size, media)
      })
    } finally {
      if (isDurable) this.#database.pragma('synchronous = NORMAL')
    }
  }

  remove(media: number): void {
    this.#write((writer) => writer.run(`DELETE FROM media WHERE media = ?`, media))
  }

  /** What was to be sent is sent: from now on it is what is kept of the server's address. */
  rename(from: ContentUri, to: { readonly uri: ContentUri; readonly variant: string }): void {
    this.#write((writer) => {
      writer.run(`DELETE FROM media WHERE uri = ? AND variant = ?`, to.uri, to.variant)
      writer.run(`UPDATE media SET uri = ?, variant = ?, is_outgoing = 0, waited_as = ? WHERE uri = ?`, to.uri, to.variant, from, from)
    })
  }

  /** Removes what waited to be sent and is no longer wanted by any of `wanted`. */
  keepOutgoing(wanted: ReadonlySet<ContentUri>): void {
    const rows = this.#all<{ media: number; uri: ContentUri }>(`SELECT media, uri FROM media WHERE is_outgoing = 1`)
    for (const row of rows) if (!wanted.has(row.uri)) this.remove(row.media)
  }

  /** Removes the least recently used until at most `quota` bytes of cache are left. */
  evict(quota: number): void {
    const total = this.#get<{ bytes: number }>(
      `SELECT coalesce(sum(size), 0) AS bytes FROM media WHERE is_outgoing = 0 AND is_complete = 1`,
    )
    let surplus = (total?.bytes ?? 0) - quota
    if (surplus <= 0) return
    const oldest = this.#all<MediaEntry>(
      `SELECT media, mimetype, size FROM media WHERE is_outgoing = 0 AND is_complete = 1 ORDER BY used_ts LIMIT 1000`,
    )
    for (const entry of oldest) {
      if (surplus <= 0) break
      this.remove(entry.media)
      surplus -= entry.size
    }
  }

  dispose(): void {
    if (this.#database.open) this.#database.close()
  }

  #get<Row extends object>(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#all<Row>(sql, ...values)[0]
  }

  #all<Row extends object>(sql: string, ...values: readonly Value[]): readonly Row[] {
    try {
      return this.#reader.all<Row>(sql, ...values)
    } catch (error) {
      throw this.#noticed(error)
    }
  }

  /** What does not hold together is left behind at once: who asks again finds an empty cache, and fetches. */
  #noticed(error: unknown): unknown {
    const known = toStoreError(error)
    if (!isDamage(known) || this.#database.memory) return known
    this.#database.close()
    this.#statements.clear()
    this.#database = rescue(this.#options)
    this.#reader = new Reader(this.#database, this.#statements)
    return new MediaError('not-found', 'This file was damaged on this computer: try it once more, and choose it anew if it stays so.', known)
  }

  #write<T>(work: (writer: Writer) => T): T {
    const writer = new Writer(this.#database, this.#statements)
    try {
      return this.#database.transaction(() => work(writer)).immediate()
    } catch (error) {
      throw this.#noticed(error)
    } finally {
      writer.close()
    }
  }
}
