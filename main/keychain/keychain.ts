// keychain: where a profile's key comes from, and who owns the profile.
// It makes the random key of a new profile once, keeps it in the system's keychain or wraps it with a passphrase, and finds it again.
//  - An existing profile that cannot be opened is left as it is: nothing is written, and no new key is ever made over it.
//  - What lies in the profile's folder tells no secret.
//  - It runs in Electron's main process as well as in plain Node: nothing here needs more than Node 16.

/** Keys of 32 bytes in a place that outlives the program, by profile. All methods reject with `KeychainError` only. */
export interface Keychain {
  /** os: the system's own. memory: gone with the process, for tests. */
  readonly kind: 'os' | 'memory'
  /** Undefined: the keychain answers, and has no such key. */
  get(profileId: string): Promise<Uint8Array | undefined>
  /** Replaces a key that is there. */
  set(profileId: string, key: Uint8Array): Promise<void>
  /** Removing what is not there is no error. */
  remove(profileId: string): Promise<void>
}

/** unavailable: there is no keychain to ask. locked: it waits for its owner. denied: its owner said no. failed: anything else. */
export type KeychainErrorCode = 'unavailable' | 'locked' | 'denied' | 'failed'

const sentences: Readonly<Record<KeychainErrorCode, string>> = {
  unavailable: 'The keychain of this computer cannot be reached.',
  locked: 'The keychain of this computer is locked.',
  denied: 'The keychain of this computer was not allowed to answer.',
  failed: 'The keychain of this computer failed.',
}

export class KeychainError extends Error {
  override readonly name = 'KeychainError'
  readonly code: KeychainErrorCode

  constructor(code: KeychainErrorCode, options?: { readonly cause: unknown }) {
    super(sentences[code], options)
    this.code = code
  }
}
