import { isContentUri, type UserId } from '../../../preload/contract/ids.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { getProfile } from '../matrix/profile.ts'
import { cleanName } from '../rooms/clean-name.ts'

/** An account's own name and picture (`mxc://…`), null where there is none. */
export type Face = { readonly name: string | null; readonly avatar: string | null }

/** As the server has them; none when it has no profile of the user. Rejects with `HomeserverError`. */
export async function fetchFace(homeserver: Homeserver, userId: UserId, signal?: AbortSignal): Promise<Face> {
  try {
    const { displayName, avatarUrl } = await getProfile(homeserver, { userId, signal })
    return { name: cleanName(displayName), avatar: isContentUri(avatarUrl) ? avatarUrl : null }
  } catch (error) {
    if (error instanceof HomeserverError && error.code === 'not-found') return { name: null, avatar: null }
    throw error
  }
}
