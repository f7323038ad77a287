import type { UserId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import type { Reader } from '../store/reader.ts'
import { countOthers, readMember, readSomeOthers } from '../store/tables/members.ts'
import type { RoomRecord } from '../store/tables/rooms.ts'
import { displayName } from './names.ts'

export type Company = { readonly heroes: readonly UserId[]; readonly present: number }

/** After whom a room without a name is called, and how many are in it: by the server's word, or else from the members that are known. */
export function readCompany(reader: Reader, { room, heroes, joinedCount, invitedCount }: RoomRecord, me: Me): Company {
  const others = heroes.filter((userId) => userId !== me.userId)
  return {
    heroes: others.length > 0 ? others : readSomeOthers(reader, room, me.userId, 6).map(({ userId }) => userId),
    present: joinedCount + invitedCount > 0 ? joinedCount + invitedCount : countOthers(reader, room, me.userId) + 1,
  }
}

export function heroNames(reader: Reader, room: number, heroes: readonly UserId[]): readonly string[] {
  return heroes.map((userId) => {
    const member = readMember(reader, room, userId)
    return member === undefined ? userId : displayName(reader, room, member)
  })
}
