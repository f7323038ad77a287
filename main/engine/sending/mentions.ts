import type { RoomId, UserId } from '../../../preload/contract/ids.ts'
import { isUserId } from '../../../preload/contract/ids.ts'
import type { Reader } from '../store/reader.ts'
import { readMember } from '../store/tables/members.ts'
import { roomKey } from '../store/tables/rooms.ts'
import type { NamedUser } from '../timeline/body/markdown.ts'

// A whole user id written into the text means that person, wherever it stands.
const idsInText = /@[^\s:@]+:[^\s,;!?()<>]+[^\s,;!?()<>.:]/gu
const mostInText = 50

/**
 * Everybody whom a message calls: those whom the composer names, and those whose user id is written out. `name`: as it may stand in the
 * text.
 */
export function resolveMentions(reader: Reader, roomId: RoomId, text: string, mentioned: readonly UserId[]): readonly NamedUser[] {
  const room = roomKey(reader, roomId)
  const written = [...text.matchAll(idsInText)].slice(0, mostInText).map(([id]) => id).filter(isUserId)
  const people = new Map<UserId, NamedUser>()
  for (const userId of [...mentioned, ...written]) {
    const name = written.includes(userId) ? userId : (room === undefined ? undefined : readMember(reader, room, userId)?.name)
    people.set(userId, { userId, name: name ?? userId })
  }
  return [...people.values()]
}
