import type { DeviceId, RoomId, UserId } from '../ids.ts'
import type { Person } from './person.ts'

/** How the encryption of an account stands on this device. No key is ever in it. */
export type EncryptionRow = {
  readonly key: UserId
  /** failed: the keys on this computer cannot be opened, `reason` says why in one sentence; what is stored decrypted stays readable. */
  readonly state: 'starting' | 'ready' | 'failed'
  readonly reason: string | null
  /** Whether this device is signed by its owner's identity. `no-identity`: the account has none yet. */
  readonly device: 'unknown' | 'no-identity' | 'unverified' | 'verified'
  /** Setting up the identity has come to where the homeserver asks for the account's password. */
  readonly needsPassword: boolean
  /** incomplete: it is set up, and this device does not have its secrets. */
  readonly recovery: 'unknown' | 'none' | 'incomplete' | 'set-up'
  /** off: there is one on the server, and this device does not have its key. untrusted: it is not signed by us, and not used. */
  readonly backup: 'unknown' | 'none' | 'off' | 'untrusted' | 'on'
  /** Keys in the backup of keys on this device; null unless it is on. */
  readonly backedUp: { readonly done: number; readonly total: number } | null
  readonly work: KeyWork | null
  /** Messages on this computer that could not be decrypted yet. */
  readonly undecrypted: number
}

/** Long work with keys that is under way. `total` is 0 while it is not known. */
export type KeyWork = { readonly what: 'restoring' | 'importing' | 'exporting'; readonly done: number; readonly total: number }

/** One of the account's own devices. */
export type DeviceRow = {
  readonly key: DeviceId
  readonly deviceId: DeviceId
  readonly name: string
  readonly isCurrent: boolean
  /** no-keys: it never took part in encryption, and need not be verified. */
  readonly trust: 'verified' | 'unverified' | 'no-keys'
  /** Milliseconds since the epoch; null where the server does not say. */
  readonly lastSeenTs: number | null
  readonly lastSeenAddress: string | null
  /** Ed25519 public key in groups of four, for comparing by eye; null without keys. */
  readonly fingerprint: string | null
}

/**
 * asked: they want to verify; accept or cancel. waiting: we asked, or it is their turn. ready: choose between emoji and code.
 * emoji: compare, then confirm. confirmed: we did, they did not yet. scanned: they scanned our code; confirm that they say so.
 */
export type VerificationState = 'asked' | 'waiting' | 'ready' | 'emoji' | 'scanned' | 'confirmed' | 'done' | 'cancelled'

export type VerificationRow = {
  readonly key: string
  readonly flowId: string
  readonly person: Person
  /** The other device, as far as it is known. */
  readonly deviceId: DeviceId | null
  readonly deviceName: string | null
  /** Between two devices of this account. */
  readonly isSelf: boolean
  readonly weStarted: boolean
  /** Where it takes place; null: between devices, outside of any room. */
  readonly roomId: RoomId | null
  readonly state: VerificationState
  /** Seven of them, in order, in the state `emoji`. `name` is the specification's English word. */
  readonly emoji: readonly { readonly symbol: string; readonly name: string }[] | null
  /** What a code shows that the other side can scan; good for this verification alone. */
  readonly code: Uint8Array | null
  readonly canEmoji: boolean
  /** The other side can show a code. */
  readonly canScan: boolean
  /** Why it was cancelled, in one sentence. */
  readonly reason: string | null
  /** Milliseconds since the epoch at which it is given up. */
  readonly expiresAt: number | null
}

/**
 * Why a message is not decrypted.
 * - no-key: its key has not come yet. before-joining: it was sent before we were there, or before this device existed, and is not in the
 *   backup. in-backup: this device does not have the backup's key. withheld: the sender's program did not give us the key. withheld-unverified:
 *   because this device is not verified. old-index: only a later state of the key came.
 * - unsigned-device, unknown-device, identity-changed: refused by the rules about senders, see `Settings.excludeUnsigned`.
 * - forged: the server says that it is from somebody else than its key. altered: it was changed on its way. replayed: the same ciphertext
 *   came before as another message. malformed: no such message can be read by anybody.
 * - not-ready: the keys on this computer are not open.
 */
export const undecryptedCauses = [
  'no-key', 'before-joining', 'in-backup', 'withheld', 'withheld-unverified', 'old-index', 'unsigned-device', 'unknown-device',
  'identity-changed', 'forged', 'altered', 'replayed', 'malformed', 'not-ready',
] as const
export type UndecryptedCause = (typeof undecryptedCauses)[number]

/** What mends a cause. wait: it heals by itself when the key comes. nothing: nobody can. */
export type Remedy = 'wait' | 'verify-device' | 'restore' | 'import-keys' | 'settle-identity' | 'include-unsigned' | 'nothing'

/** Messages that are not decrypted for one cause, over all rooms. */
export type UndecryptedRow = {
  readonly key: UndecryptedCause
  readonly cause: UndecryptedCause
  readonly remedy: Remedy
  readonly count: number
  /** The rooms with the most of them first, at most 20. */
  readonly rooms: readonly { readonly roomId: RoomId; readonly name: string; readonly count: number }[]
  /** Of the oldest and the newest of them, milliseconds since the epoch. */
  readonly oldestTs: number
  readonly newestTs: number
}

/**
 * unknown: no encryption keys of theirs are known. normal: their identity is the one first seen. verified: compared by us.
 * changed: it is another one than before. withdrawn: we had compared it, and it is another one now: nothing is sent before that is settled.
 */
export type Trust = 'unknown' | 'normal' | 'verified' | 'changed' | 'withdrawn'

export type PersonTrustRow = {
  readonly key: UserId
  readonly userId: UserId
  readonly trust: Trust
  /** Their identity's public master key in groups of four; null without one. */
  readonly fingerprint: string | null
  readonly devices: readonly {
    readonly deviceId: DeviceId; readonly name: string; readonly isSigned: boolean; readonly fingerprint: string
  }[]
}
