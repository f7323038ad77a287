import { basename, dirname, join } from 'node:path'
import type Database from 'better-sqlite3-multiple-ciphers'
import { openDatabase } from '../store/database.ts'
import { moveAside } from '../store/move-aside.ts'
import { salvage, type ReadSalvage } from '../store/salvage.ts'
import { isDamage } from '../store/store-error.ts'
import type { MediaDatabaseOptions } from './media-database.ts'
import { mediaMigrations } from './media-migrations.ts'

/** Opens the file, or one that takes its place when it is damaged. Throws `StoreError`. */
export function openOrRescue(options: MediaDatabaseOptions): Database.Database {
  try {
    const database = open(options)
    // Reads through what is looked at first of all: of the cache itself nothing need be read before it is wanted.
    database.prepare('SELECT count(*) FROM media').get()
    return database
  } catch (error) {
    if (!isDamage(error)) throw error
    return rescue(options)
  }
}

/**
 * Puts a damaged file aside, which nobody has open, and begins it anew with those files that wait to be sent and are there whole: everything else can
 * be fetched again. Throws `StoreError`.
 */
export function rescue(options: MediaDatabaseOptions): Database.Database {
  const { file, key, clock, log } = options
  const folder = dirname(file)
  const aside = moveAside(folder, basename(file), clock.now())
  const database = open(options)
  const saved = salvage({ file: join(folder, aside), key }, (read) => saveOutgoing(read, database))
  log.warn('A damaged cache of pictures and files was put aside, and begun anew', { file: aside, ...saved })
  return database
}

function open({ file, key }: MediaDatabaseOptions): Database.Database {
  const database = openDatabase({ file, key, migrations: mediaMigrations })
  database.pragma('synchronous = NORMAL')
  return database
}

/** Chunk by chunk, as what waits may be large. `lost`: files of which a part cannot be read. */
function saveOutgoing(read: ReadSalvage, database: Database.Database): { readonly saved: number; readonly lost: number } {
  const { rows } = read('SELECT media, uri, variant, mimetype, size FROM media WHERE is_outgoing = 1 AND is_complete = 1 ORDER BY media')
  let lost = 0
  for (const row of rows) {
    const media = Number(row['media'])
    const isWhole = database.transaction(() => {
      database.prepare('INSERT INTO media (media, uri, variant, mimetype, size, is_complete, is_outgoing, used_ts) VALUES (?, ?, ?, ?, ?, 1, 1, 0)')
        .run(media, row['uri'], row['variant'], row['mimetype'], row['size'])
      const append = database.prepare('INSERT INTO chunk (media, number, bytes) VALUES (?, ?, ?)')
      let size = 0
      for (let number = 0; size < Number(row['size']); number += 1) {
        const bytes = read(`SELECT bytes FROM chunk WHERE media = ${media} AND number = ${number} ORDER BY number`).rows[0]?.['bytes']
        if (!(bytes instanceof Uint8Array) || bytes.byteLength === 0) break
        append.run(media, number, bytes)
        size += bytes.byteLength
      }
      if (size === Number(row['size'])) return true
      database.prepare('DELETE FROM media WHERE media = ?').run(media)
      return false
    })()
    if (!isWhole) lost += 1
  }
  return { saved: rows.length - lost, lost }
}
