import { ownRecords, ownString, type JsonRecord } from '../base/json.ts'
import { isDeviceId, isUserId, type DeviceId, type UserId } from '../../../preload/contract/ids.ts'
import { HomeserverError } from './errors.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'
import { requiredId, requiredString } from './read.ts'

// Client-server API, "Client authentication" and "Legacy API".

export type PasswordLogin = Cancellable & {
  /** A user id, or its local part. */
  readonly user: string
  readonly password: string
  /** Shown to the user among their devices; the server ignores it for a device that exists. */
  readonly deviceName?: string | undefined
  /** The same device again, after a soft logout. */
  readonly deviceId?: DeviceId | undefined
}

export type Tokens = { readonly accessToken: string; readonly refreshToken?: string }

export type NewSession = Tokens & { readonly userId: UserId; readonly deviceId: DeviceId }

/** The ways to sign in ("m.login.password", …). A server without the legacy API has none. */
export async function loginFlows(homeserver: Homeserver, { signal }: Cancellable = {}): Promise<readonly string[]> {
  try {
    const answer = await homeserver.json({ method: 'GET', path: path`/_matrix/client/v3/login`, signal })
    return (ownRecords(answer, 'flows') ?? []).flatMap((flow) => ownString(flow, 'type') ?? [])
  } catch (error) {
    if (error instanceof HomeserverError && error.code === 'unsupported') return []
    throw error
  }
}

/** Throws `bad-credentials` when the user name or the password is wrong. */
export async function loginWithPassword(homeserver: Homeserver, login: PasswordLogin): Promise<NewSession> {
  const { user, password, deviceName, deviceId, signal } = login
  const body = {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user },
    password,
    refresh_token: true,
    device_id: deviceId,
    initial_device_display_name: deviceName,
  }
  const answer = await homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/login`, body, signal }).catch(refusedCredentials)
  return { userId: requiredId(answer, 'user_id', isUserId), deviceId: requiredId(answer, 'device_id', isDeviceId), ...readTokens(answer) }
}

/** New tokens for a refresh token. Keep the old refresh token when the answer holds none. */
export async function refreshTokens(homeserver: Homeserver, refreshToken: string): Promise<Tokens> {
  const body = { refresh_token: refreshToken }
  return readTokens(await homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/refresh`, body }))
}

/** Ends the session on the server: its token, its device and the device's keys. */
export async function logout(homeserver: Homeserver, { signal }: Cancellable = {}): Promise<void> {
  await homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/logout`, body: {}, signal })
}

/** Whose token this is. */
export async function whoAmI(
  homeserver: Homeserver,
  { signal }: Cancellable = {},
): Promise<{ readonly userId: UserId; readonly deviceId: DeviceId | undefined }> {
  const answer = await homeserver.json({ method: 'GET', path: path`/_matrix/client/v3/account/whoami`, signal })
  const deviceId = ownString(answer, 'device_id')
  return { userId: requiredId(answer, 'user_id', isUserId), deviceId: isDeviceId(deviceId) ? deviceId : undefined }
}

function readTokens(answer: JsonRecord): Tokens {
  const refreshToken = ownString(answer, 'refresh_token')
  return { accessToken: readToken(answer, 'access_token'), ...(refreshToken !== undefined && { refreshToken }) }
}

/** A token that does not fit into a header would fail with every request. */
function readToken(answer: JsonRecord, key: string): string {
  const token = requiredString(answer, key)
  if (!/^[\x21-\x7e]+$/.test(token)) throw new HomeserverError('bad-response')
  return token
}

/** The specification has one error code for "not allowed" and "wrong password"; here only the second can be meant. */
function refusedCredentials(error: unknown): never {
  if (!(error instanceof HomeserverError) || error.code !== 'forbidden') throw error
  throw new HomeserverError('bad-credentials', { status: error.status, errcode: error.errcode, cause: error })
}
