import { ownString } from '../base/json.ts'
import type { UserId } from '../../../preload/contract/ids.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'

// Client-server API, "Profiles".

export type Profile = { readonly displayName: string | undefined; readonly avatarUrl: string | undefined }

/** Throws `not-found` or `forbidden` when there is none to see. */
export async function getProfile(homeserver: Homeserver, { userId, signal }: Cancellable & { readonly userId: UserId }): Promise<Profile> {
  const answer = await homeserver.json({ method: 'GET', path: path`/_matrix/client/v3/profile/${userId}`, signal })
  return { displayName: ownString(answer, 'displayname'), avatarUrl: ownString(answer, 'avatar_url') }
}

export async function setDisplayName(
  homeserver: Homeserver,
  { userId, displayName, signal }: Cancellable & { readonly userId: UserId; readonly displayName: string },
): Promise<void> {
  const target = path`/_matrix/client/v3/profile/${userId}/displayname`
  await homeserver.json({ method: 'PUT', path: target, body: { displayname: displayName }, signal })
}

export async function setAvatarUrl(
  homeserver: Homeserver,
  { userId, avatarUrl, signal }: Cancellable & { readonly userId: UserId; readonly avatarUrl: string },
): Promise<void> {
  const target = path`/_matrix/client/v3/profile/${userId}/avatar_url`
  await homeserver.json({ method: 'PUT', path: target, body: { avatar_url: avatarUrl }, signal })
}
