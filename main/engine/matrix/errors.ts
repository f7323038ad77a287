/** Every way in which a homeserver can fail to answer. The list is closed: whoever handles a failure can switch over it. */
export type HomeserverErrorCode =
  | 'offline' // no connection, or only a proxy that cannot reach the server either
  | 'timeout' // connected, then silence
  | 'aborted' // by our own caller
  | 'rate-limited' // `retryAfterMs` says when to come back
  | 'unknown-token' // the session ended; `isSoftLogout` tells whether the data may be kept
  | 'bad-credentials' // user name or password refused
  | 'user-deactivated'
  | 'user-locked' // by the server's administrator; comes back by itself when unlocked
  | 'limit-reached' // a quota of the account or of the server
  | 'consent-needed' // the server wants its terms accepted first
  | 'password-needed' // the account's password once more; see `uia.ts`
  | 'forbidden'
  | 'not-found'
  | 'conflict' // an alias or a name that is taken
  | 'unknown-pos' // sliding sync: the server forgot the position
  | 'too-large'
  | 'bad-request' // the server did not understand, or refused the content
  | 'unsupported' // no such endpoint, method or room version here
  | 'server-error' // the server broke
  | 'bad-response' // an answer that is not what the specification says
  | 'not-matrix' // an answer, but not from a homeserver: a web page, a captive portal
  | 'redirected' // refused, because a token would have travelled with it
  | 'insecure' // the certificate does not hold

export type HomeserverErrorDetails = {
  /** Replaces the code's own sentence. */
  readonly message?: string
  /** A further sentence; the server's words, cleaned, or ours. */
  readonly detail?: string | undefined
  readonly status?: number | undefined
  readonly errcode?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly isSoftLogout?: boolean | undefined
  readonly challenge?: Challenge | undefined
  readonly cause?: unknown
}

/** What the server wants to see before it does what was asked (client-server API, "User-Interactive Authentication API"). */
export type Challenge = {
  readonly session: string | undefined
  /** Ways to satisfy it, each a list of stages. */
  readonly flows: readonly (readonly string[])[]
  readonly completed: readonly string[]
}

const sentences: Readonly<Record<HomeserverErrorCode, string>> = {
  'offline': 'The homeserver cannot be reached: check the internet connection, it is tried again by itself.',
  'timeout': 'The homeserver did not answer in time: it is tried again by itself.',
  'aborted': 'Stopped before it was done.',
  'rate-limited': 'The homeserver asks for a pause: wait a moment before trying again.',
  'unknown-token': 'The homeserver ended this session: sign in again.',
  'bad-credentials': 'The user name or the password is wrong: check both and try again.',
  'user-deactivated': 'This account has been deactivated: ask the administrator of the homeserver.',
  'user-locked': 'This account is locked: ask the administrator of the homeserver to unlock it.',
  'limit-reached': 'The account or the homeserver has reached a limit: ask its administrator.',
  'consent-needed': "The homeserver's terms have to be accepted first: open its web page and sign in there once.",
  'password-needed': "The homeserver asks for the account's password once more: enter it to go on.",
  'forbidden': 'You are not allowed to do this: ask somebody with more rights in the room or on the homeserver.',
  'not-found': 'The homeserver does not know this: check how it is spelt, and whether you may see it.',
  'conflict': 'This name is taken already: choose another.',
  'unknown-pos': 'The homeserver forgot the position of this session: synchronisation starts afresh.',
  'too-large': 'This is larger than the homeserver takes: send something smaller.',
  'bad-request': 'The homeserver refused this.',
  'unsupported': 'This homeserver cannot do this: ask its administrator for an update.',
  'server-error': 'The homeserver failed: try again later, and tell its administrator if it stays so.',
  'bad-response': "The homeserver's answer makes no sense: try again later, and tell its administrator if it stays so.",
  'not-matrix': 'There is no Matrix homeserver at this address: check the address, and whether a network asks you to sign in first.',
  'redirected': 'The homeserver sends requests elsewhere, which is not safe: check its address.',
  'insecure': 'The homeserver cannot prove who it is: check the address, the network and the clock of this computer.',
}

const retryable: ReadonlySet<HomeserverErrorCode> = new Set([
  'offline', 'timeout', 'rate-limited', 'server-error', 'bad-response',
  // What a captive portal does to a request: it passes with the network.
  'not-matrix', 'redirected', 'insecure',
])

const unreachable: ReadonlySet<HomeserverErrorCode> = new Set(['offline', 'timeout', 'not-matrix', 'redirected', 'insecure'])

/** Why a homeserver gave no usable answer. `message` is a sentence for a person, and says what to do. */
export class HomeserverError extends Error {
  override readonly name = 'HomeserverError'
  readonly code: HomeserverErrorCode
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined
  /** The specification's error code (`M_…`), where the server gave one. */
  readonly errcode: string | undefined
  /** How long the server wants to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** With `unknown-token`: the device and its keys are still good, only a new sign-in is needed (client-server API, "Soft logout"). */
  readonly isSoftLogout: boolean
  /** The request has to be repeated with a proof of who asks; undefined for any other refusal. */
  readonly challenge: Challenge | undefined

  constructor(code: HomeserverErrorCode, details: HomeserverErrorDetails = {}) {
    const message = details.message ?? sentences[code]
    super(details.detail === undefined ? message : `${message} ${details.detail}`, { cause: details.cause })
    this.code = code
    this.status = details.status
    this.errcode = details.errcode
    this.retryAfterMs = details.retryAfterMs
    this.isSoftLogout = details.isSoftLogout ?? false
    this.challenge = details.challenge
  }

  /** Whether the same request may well succeed later without anybody changing anything. */
  get isRetryable(): boolean {
    return retryable.has(this.code)
  }

  /** Whether it was not the homeserver that answered: the network or something in it did, or nothing at all. */
  get isUnreachable(): boolean {
    return unreachable.has(this.code)
  }
}
