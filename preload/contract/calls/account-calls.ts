import { empty, integer, nonEmptyText, object, optional, text } from '../guard.ts'
import type { GuardsOf } from '../guards-of.ts'
import { isUserId, type DeviceId, type UserId } from '../ids.ts'
import type { AccountRow } from '../rows/account-row.ts'

export type Discovered = {
  /** The base URL that answers. */
  readonly homeserver: string
  readonly name: string
  readonly canPassword: boolean
  /** Ways to sign in that this version does not have yet ("m.login.sso", …). */
  readonly otherFlows: readonly string[]
}

export type SignedIn = { readonly userId: UserId; readonly deviceId: DeviceId; readonly homeserver: string }

/** What one catching-up did: rooms and events taken in, what cannot be decrypted, what still waits, what the server refused for good. */
export type CaughtUp = {
  readonly rooms: number
  readonly events: number
  readonly undecrypted: number
  readonly waiting: number
  readonly refused: number
  readonly seconds: number
}

/** `file`: the name of the store that was, in the account's folder. `isWhole`: all of what only this computer knew could be read. */
export type Rebuilt = { readonly file: string; readonly operations: number; readonly drafts: number; readonly isWhole: boolean }

export type AccountCalls = {
  /** Finds the homeserver behind a server name, a URL or a user id (client-server API, "Server discovery"). */
  'account.discover': { in: { readonly server: string }; out: Discovered }
  'account.login': {
    in: { readonly homeserver: string; readonly user: string; readonly password: string; readonly deviceName?: string }
    out: SignedIn
  }
  /** A new session for an account whose session the server ended; same device, everything kept. */
  'account.reauthenticate': { in: { readonly account: UserId; readonly password: string }; out: SignedIn }
  /** Ends the session on the server where it can be reached, and deletes what this computer holds of the account. */
  'account.logout': { in: { readonly account: UserId }; out: Record<string, never> }
  'account.list': { in: Record<string, never>; out: readonly AccountRow[] }
  /** Syncs until nothing new comes and sends the outbox. Fails with `offline` or `timeout` when the server does not answer in time. */
  'account.catchUp': { in: { readonly account: UserId; readonly timeoutMs: number }; out: CaughtUp }
  /** Tries the network now instead of at `retryAt`. */
  'account.reconnect': { in: { readonly account: UserId }; out: Record<string, never> }
  /**
   * Begins the account's store anew, to be filled from the server. Operations, drafts and what else only this computer knows come over as far as
   * they can be read; the store that was stays in the profile, byte for byte, under another name. Keys, pictures and the session are not touched.
   */
  'account.rebuild': { in: { readonly account: UserId }; out: Rebuilt }
}

const account = isUserId

export const accountGuards: GuardsOf<AccountCalls> = {
  'account.discover': object<AccountCalls['account.discover']['in']>({ server: nonEmptyText(2048) }),
  'account.login': object<AccountCalls['account.login']['in']>({
    homeserver: nonEmptyText(2048), user: nonEmptyText(255), password: text(4096), deviceName: optional(text(255)),
  }),
  'account.reauthenticate': object<AccountCalls['account.reauthenticate']['in']>({ account, password: text(4096) }),
  'account.logout': object<AccountCalls['account.logout']['in']>({ account }),
  'account.list': empty,
  'account.catchUp': object<AccountCalls['account.catchUp']['in']>({ account, timeoutMs: integer(0, 86_400_000) }),
  'account.reconnect': object<AccountCalls['account.reconnect']['in']>({ account }),
  'account.rebuild': object<AccountCalls['account.rebuild']['in']>({ account }),
}
