/** The state of the program itself, told by Electron's main process: it is there while the engine is not. */
export type LockReason =
  | 'keychain-unavailable' | 'keychain-locked' | 'key-missing' | 'key-wrong' | 'passphrase-needed' | 'passphrase-wrong'
  | 'profile-unreadable' | 'profile-in-use' | 'damaged' | 'newer-data'

export type AppRow = {
  readonly key: 'app'
  readonly version: string
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** starting and restarting: calls wait. locked: `lock` says why. failed: it crashed again and again; `message` says what to do. */
  readonly engine: 'starting' | 'ready' | 'restarting' | 'locked' | 'failed'
  readonly lock: { readonly reason: LockReason; readonly message: string; readonly asksPassphrase: boolean } | null
  readonly message: string | null
  /** The runtime is the old stand-in for development, never for real accounts. */
  readonly isStandInRuntime: boolean
}
