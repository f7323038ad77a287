// Accounts by Synapse's shared-secret registration: the one way to make them on a server that takes no registrations from outside.
import { createHmac } from 'node:crypto'
import { isRecord, ownString } from '../engine/base/json.ts'
import { HomeServerError } from './home-server-error.ts'

/** A new account, signed in. */
export type RegisteredAccount = {
  readonly userId: string
  readonly deviceId: string
  readonly accessToken: string
}

export type Registration = {
  readonly url: string
  readonly registrationSecret: string
  /** The part of the user id before the colon. */
  readonly name: string
  readonly password: string
  readonly isAdmin?: boolean
}

/**
 * Makes an account and leaves it signed in on one device.
 *
 * @throws {HomeServerError} `user-exists`, `invalid-user`
 */
export async function register({ url, registrationSecret, name, password, isAdmin = false }: Registration): Promise<RegisteredAccount> {
  const endpoint = `${url}/_synapse/admin/v1/register`
  const nonce = await readNonce(endpoint)
  const mac = createHmac('sha1', registrationSecret)
    .update([nonce, name, password, isAdmin ? 'admin' : 'notadmin'].join('\0'))
    .digest('hex')
  const body = JSON.stringify({ nonce, username: name, password, admin: isAdmin, mac })
  const response = await fetch(endpoint, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  const answer: unknown = await response.json()
  if (!response.ok) throw refusal(name, answer)
  const account = isRecord(answer) ? accountIn(answer) : null
  if (account === null) throw new HomeServerError('start-failed', 'The home server gave an unexpected answer to a registration.')
  return account
}

/** Ends the sign-in that came with a registration, so that a person's first own sign-in is their first device. */
export async function signOut(url: string, { accessToken }: RegisteredAccount): Promise<void> {
  await fetch(`${url}/_matrix/client/v3/logout`, { method: 'POST', headers: { authorization: `Bearer ${accessToken}` } })
}

async function readNonce(endpoint: string): Promise<string> {
  const answer: unknown = await (await fetch(endpoint)).json()
  const nonce = isRecord(answer) ? ownString(answer, 'nonce') : undefined
  if (nonce === undefined) throw new HomeServerError('start-failed', 'The home server does not take registrations by shared secret.')
  return nonce
}

function accountIn(answer: Readonly<Record<string, unknown>>): RegisteredAccount | null {
  const userId = ownString(answer, 'user_id')
  const deviceId = ownString(answer, 'device_id')
  const accessToken = ownString(answer, 'access_token')
  return userId === undefined || deviceId === undefined || accessToken === undefined ? null : { userId, deviceId, accessToken }
}

function refusal(name: string, answer: unknown): HomeServerError {
  const code = isRecord(answer) ? ownString(answer, 'errcode') : undefined
  if (code === 'M_USER_IN_USE') return new HomeServerError('user-exists', `There is an account named ${name} already; choose another name.`)
  const reason = (isRecord(answer) ? ownString(answer, 'error') : undefined) ?? 'no reason given'
  return new HomeServerError('invalid-user', `The account ${name} was not made: ${reason}.`)
}
