import type { LockReason } from '../../preload/contract/rows/app-row.ts'

/** Why the key of a profile cannot be had. */
export type ProfileLockedReason = Exclude<LockReason, 'profile-in-use' | 'damaged'>

const sentences: Readonly<Record<ProfileLockedReason, string>> = {
  'keychain-unavailable':
    'The keychain of this computer, which holds the key to your messages, cannot be reached: ' +
    'start it (on Linux GNOME Keyring or KWallet) and try again.',
  'keychain-locked': 'The keychain of this computer, which holds the key to your messages, is locked: unlock it and try again.',
  'key-missing':
    'The key to your messages is no longer in the keychain of this computer: restore the keychain from a backup and try again.',
  'key-wrong': 'The keychain of this computer holds another key than the one to your messages: restore the right keychain and try again.',
  'passphrase-needed': 'Your messages are locked with a passphrase: enter it.',
  'passphrase-wrong': 'The passphrase is wrong: check it and try again.',
  'profile-unreadable':
    'The file profile.json, which says how your messages are locked, cannot be read: restore it from a backup and try again.',
  'newer-data': 'Your messages were stored by a newer version of Causeway: update Causeway and try again.',
}

/** A profile that stays closed. Nothing in its folder was changed; `message` says what to do. */
export class ProfileLockedError extends Error {
  override readonly name = 'ProfileLockedError'
  readonly reason: ProfileLockedReason

  constructor(reason: ProfileLockedReason, details: { readonly message?: string; readonly cause?: unknown } = {}) {
    super(details.message ?? sentences[reason], { cause: details.cause })
    this.reason = reason
  }
}

/** There is no profile in the folder, and none was to be made. */
export class ProfileMissingError extends Error {
  override readonly name = 'ProfileMissingError'

  constructor() {
    super('There is no profile here yet: sign in first.')
  }
}
