import type { Person } from '../../../preload/contract/rows/person.ts'
import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Account } from '../account/account.ts'
import type { Profile } from '../account/profile.ts'
import type { Verification } from '../crypto/verification/flow.ts'
import { avatarSize, mediaUrl } from '../media/media-url.ts'
import { cleanName } from '../rooms/clean-name.ts'
import { personIn } from '../rooms/names.ts'
import { roomKey } from '../store/tables/rooms.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['verifications']

/** Verifications under way, and those that ended a moment ago. */
export function verificationsView(profile: Profile, { account: userId }: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  return accountSource({
    profile,
    userId,
    read: (account) => ({ rows: account.parts.encryption.verifications.list().map((verification) => toRow(account, verification)), head: {} }),
    isTouchedBy: () => false,
    listen: ({ parts }, touched) => parts.encryption.verifications.onChange.on(touched),
  })
}

function toRow(account: Account, { userId, ...verification }: Verification): View['row'] {
  const { flowId, deviceName, roomId } = verification
  return { key: flowId, ...verification, deviceName: cleanName(deviceName), person: toPerson(account, userId, roomId) }
}

/** By the name that they have where it takes place, which anybody else there cannot have as well. */
function toPerson({ me, face, parts }: Account, userId: Person['userId'], roomId: Verification['roomId']): Person {
  if (userId === me.userId) return { userId, name: face.name ?? userId, avatar: mediaUrl(userId, face.avatar, avatarSize) }
  return parts.store.read((reader) => {
    const room = roomId === null ? undefined : roomKey(reader, roomId)
    return room === undefined ? { userId, name: userId, avatar: null } : personIn(reader, { room, account: me.userId }, userId)
  })
}
