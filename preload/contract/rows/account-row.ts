import type { DeviceId, UserId } from '../ids.ts'

/**
 * connecting: first contact since start. online: the last contact succeeded. offline: it did not; `retryAt` says when it is tried again.
 * signed-out: the server ended the session (soft logout); everything stored stays readable. stopped: a write failed (full disk, …).
 */
export type Connection = 'connecting' | 'online' | 'offline' | 'signed-out' | 'stopped'

export type AccountRow = {
  readonly key: UserId
  readonly userId: UserId
  readonly deviceId: DeviceId
  readonly homeserver: string
  readonly name: string
  readonly avatar: string | null
  readonly connection: Connection
  /** Milliseconds since the epoch; null unless offline. */
  readonly retryAt: number | null
  /** Why it is offline, signed out or stopped, in one sentence; null when online. */
  readonly reason: string | null
  /**
   * What mends it, when it is stopped because a file is damaged. rebuild: `account.rebuild` begins the store anew and keeps what was not sent.
   * sign-in: the keys are damaged, and `account.reauthenticate` goes on as a new device. Null: nothing is damaged.
   */
  readonly remedy: 'rebuild' | 'sign-in' | null
  /** Rooms taken in of rooms known, while the first sync fills the store; null afterwards. */
  readonly firstSync: { readonly done: number; readonly total: number } | null
  /** Stored messages taken into the index of search, while it is made over what was stored before there was one; null afterwards. */
  readonly indexing: { readonly done: number; readonly total: number } | null
  readonly unread: number
  readonly mentions: number
  /** Operations that wait in the outbox, and those that failed for good. */
  readonly waiting: number
  readonly failed: number
}
