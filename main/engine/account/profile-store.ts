import type Database from 'better-sqlite3-multiple-ciphers'
import type { DeviceId, UserId } from '../../../preload/contract/ids.ts'
import type { Tokens } from '../matrix/login.ts'
import { openDatabase, type DatabaseKey } from '../store/database.ts'
import { toStoreError } from '../store/store-error.ts'
import { profileMigrations } from './profile-migrations/index.ts'

/** How an account's session stands: `account.session` in the schema says what each means. */
export type SessionStanding = 'active' | 'soft-ended' | 'ended' | 'removing'

/** One account of the profile. `tokens` is null unless the session is active. */
export type AccountRecord = {
  readonly userId: UserId
  /** Name of its folder under `accounts/`. */
  readonly folder: string
  readonly deviceId: DeviceId
  readonly homeserver: string
  readonly session: SessionStanding
  readonly tokens: Tokens | null
  readonly name: string | null
  /** `mxc://…` as the server gave it: unchecked. */
  readonly avatar: string | null
  readonly addedTs: number
}

type Row = {
  user_id: UserId; folder: string; device_id: DeviceId; homeserver: string; session: SessionStanding
  access_token: string | null; refresh_token: string | null; name: string | null; avatar: string | null; added_ts: number
}

/**
 * The profile's own encrypted database: which accounts there are, with their tokens, and what the user chose. Everything in it is on the
 * disk when a method returns, as a token that is lost is a session that is lost. Errors are `StoreError`.
 */
export class ProfileStore {
  readonly #database: Database.Database

  constructor({ file, key }: { readonly file: string; readonly key: DatabaseKey }) {
    this.#database = openDatabase({ file, key, migrations: profileMigrations })
    this.#database.pragma('synchronous = FULL')
  }

  /** In the order in which they were added, those included that are being removed. */
  accounts(): readonly AccountRecord[] {
    return this.#run(() => this.#database.prepare<[], Row>('SELECT * FROM account ORDER BY added_ts, user_id').all().map(toRecord))
  }

  /** Adds the account, or replaces what is known of it. */
  putAccount(record: AccountRecord): void {
    const { userId, folder, deviceId, homeserver, session, tokens, name, avatar, addedTs } = record
    this.#run(() => this.#database.prepare(
      `INSERT OR REPLACE INTO account (user_id, folder, device_id, homeserver, session, access_token, refresh_token, name, avatar, added_ts)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(userId, folder, deviceId, homeserver, session, tokens?.accessToken ?? null, tokens?.refreshToken ?? null, name, avatar, addedTs))
  }

  saveTokens(userId: UserId, tokens: Tokens): void {
    this.#run(() => this.#database.prepare('UPDATE account SET access_token = ?, refresh_token = ? WHERE user_id = ?')
      .run(tokens.accessToken, tokens.refreshToken ?? null, userId))
  }

  /** The session is over: its tokens are good for nothing, and forgotten. */
  endSession(userId: UserId, session: Exclude<SessionStanding, 'active'>): void {
    this.#run(() => this.#database.prepare('UPDATE account SET session = ?, access_token = NULL, refresh_token = NULL WHERE user_id = ?')
      .run(session, userId))
  }

  saveFace(userId: UserId, face: Pick<AccountRecord, 'name' | 'avatar'>): void {
    this.#run(() => this.#database.prepare('UPDATE account SET name = ?, avatar = ? WHERE user_id = ?').run(face.name, face.avatar, userId))
  }

  removeAccount(userId: UserId): void {
    this.#run(() => this.#database.prepare('DELETE FROM account WHERE user_id = ?').run(userId))
  }

  /** JSON texts by name. */
  settings(): ReadonlyMap<string, string> {
    return this.#run(() => {
      const rows = this.#database.prepare<[], { name: string; value: string }>('SELECT name, value FROM setting').all()
      return new Map(rows.map(({ name, value }) => [name, value]))
    })
  }

  saveSettings(values: ReadonlyMap<string, string>): void {
    this.#run(() => this.#database.transaction(() => {
      const save = this.#database.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)')
      for (const [name, value] of values) save.run(name, value)
    })())
  }

  dispose(): void {
    this.#database.close()
  }

  #run<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw toStoreError(error)
    }
  }
}

function toRecord(row: Row): AccountRecord {
  const { access_token: accessToken, refresh_token: refreshToken } = row
  const tokens = accessToken === null ? null : { accessToken, ...(refreshToken !== null && { refreshToken }) }
  return {
    userId: row.user_id,
    folder: row.folder,
    deviceId: row.device_id,
    homeserver: row.homeserver,
    session: row.session,
    tokens,
    name: row.name,
    avatar: row.avatar,
    addedTs: row.added_ts,
  }
}
