/** Every way in which a call can end badly, as a value. The list is closed: whoever shows a failure can switch over it. */
export const failureCodes = [
  'offline', // the server cannot be reached
  'timeout', // the server was reached and stayed silent
  'wrong-credentials', // password or passphrase refused
  'wrong-key', // a recovery key, its passphrase or the passphrase of a file refused
  'password-needed', // the server asks for the account's password once more
  'not-signed-in', // no such account in this profile
  'signed-out', // the server ended the session; the data is kept
  'locked', // the profile's key is missing, locked or wrong
  'not-found', // no such room, event, person or operation
  'forbidden', // the server or the room does not allow it
  'bad-input', // the input cannot be meant
  'rate-limited', // retryAfterMs says when to come back
  'too-large', // a file or message above what the server takes
  'unsupported', // this server or this version cannot do it
  'not-matrix', // there is something at the address, but no homeserver
  'server', // the server failed
  'damaged', // a file of the profile, or one that somebody sent, is not what it was; nothing was changed
  'newer-data', // the profile was written by a newer Causeway
  'disk-full',
  'in-use', // another process owns the profile
  'cancelled',
  'bug', // ours; logged whole on the engine's side
] as const

export type FailureCode = (typeof failureCodes)[number]

export type Failure = {
  readonly code: FailureCode
  /** One sentence that says what to do. */
  readonly message: string
  readonly retryAfterMs?: number
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }
