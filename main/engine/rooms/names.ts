import type { Person, UserId } from '../../../preload/contract/index.ts'
import { avatarSize, mediaUrl } from '../media/media-url.ts'
import type { Reader } from '../store/reader.ts'
import { isNameShared, readMember, readNamedMembers, type Member } from '../store/tables/members.ts'

/** Where somebody is seen: names are told apart within a room. `account` is whose media cache serves the pictures. */
export type PlaceOfPeople = { readonly room: number; readonly account: UserId }

/**
 * Somebody as that room knows them (client-server API, "Calculating the display name for a user"): the displayname, with the user id beside
 * it where another present member's name looks the same or the name itself looks like an id; the bare user id where there is no name.
 */
export function personIn(reader: Reader, place: PlaceOfPeople, userId: UserId): Person {
  return toPerson(reader, place, userId, readMember(reader, place.room, userId))
}

/** The same for a member that has been read already. */
export function personOf(reader: Reader, place: PlaceOfPeople, member: Member): Person {
  return toPerson(reader, place, member.userId, member)
}

/** The same for many at once, in one statement. */
export function peopleIn(reader: Reader, place: PlaceOfPeople, userIds: readonly UserId[]): ReadonlyMap<UserId, Person> {
  const people = new Map<UserId, Person>(userIds.map((userId) => [userId, { userId, name: userId, avatar: null }]))
  for (const member of readNamedMembers(reader, place.room, [...people.keys()])) {
    const name = tellApart(member, () => member.isNameShared)
    people.set(member.userId, { userId: member.userId, name, avatar: avatarOf(place, member) })
  }
  return people
}

function toPerson(reader: Reader, place: PlaceOfPeople, userId: UserId, member: Member | undefined): Person {
  return { userId, name: member ? displayName(reader, place.room, member) : userId, avatar: member ? avatarOf(place, member) : null }
}

/** The name that tells `member` apart in its room. */
export function displayName(reader: Reader, room: number, member: Member): string {
  return tellApart(member, (nameKey) => isNameShared(reader, room, nameKey, member.userId))
}

function tellApart({ name, nameKey, userId }: Member, isShared: (nameKey: string) => boolean): string {
  if (name === null || nameKey === null) return userId
  return looksLikeUserId(name) || isShared(nameKey) ? `${name} (${userId})` : name
}

function avatarOf({ account }: PlaceOfPeople, { avatar }: Member): string | null {
  return avatar === null ? null : mediaUrl(account, avatar, avatarSize)
}

// A name such as "@admin:example.org" would pass for that account's id.
const looksLikeUserId = (name: string): boolean => /@.*:./u.test(name)
