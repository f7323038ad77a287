import { isContentUri, isRoomAlias, type ContentUri, type RoomAlias, type RoomId, type UserId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import { ownBoolean, ownString } from '../base/json.ts'
import type { Reader } from '../store/reader.ts'
import { isMutedRoom, readAccountData, readDirectUsers } from '../store/tables/account-data.ts'
import { readMember, type Member } from '../store/tables/members.ts'
import { putSummary, readRoom, type RoomRecord, type RoomSummary } from '../store/tables/rooms.ts'
import { readState } from '../store/tables/state.ts'
import type { Writer } from '../store/writer.ts'
import { readActivity } from './activity.ts'
import { readNetwork } from './bridge.ts'
import { cleanName, cleanText, foldText } from './clean-name.ts'
import { heroNames, readCompany, type Company } from './hero-names.ts'
import { roomName } from './room-name.ts'
import { placeOf } from './section.ts'
import { refreshUnread } from './unread.ts'
import { readPredecessor, readReplacement } from './upgrade.ts'

/** Brings the columns of the room's row up to date with its state, members, account data and timeline. `now`: in epoch milliseconds. */
export function refreshSummary(writer: Writer, roomId: RoomId, me: Me, now: number): void {
  const record = readRoom(writer, roomId)
  if (record === undefined) return
  refreshOne(writer, record, me, now)
  // Whether the room that this one continues is still worth a place in the list depends on this one.
  const predecessor = readPredecessor(writer, record.room)
  const before = predecessor === null || predecessor === roomId ? undefined : readRoom(writer, predecessor)
  if (before !== undefined) refreshOne(writer, before, me, now)
}

function refreshOne(writer: Writer, record: RoomRecord, me: Me, now: number): void {
  refreshUnread(writer, record.roomId, me)
  putSummary(writer, record, summarise(writer, record, me, now))
  writer.changes.rooms.add(record.roomId)
}

function summarise(reader: Reader, record: RoomRecord, me: Me, now: number): RoomSummary {
  const { room, roomId, membership } = record
  const contentOf = (type: string) => readState(reader, room, type)?.content ?? {}
  const mine = readMember(reader, room, me.userId)
  const isInvite = membership === 'invite' && mine !== undefined
  const company = readCompany(reader, record, me)
  const { isDirect, directUser } = readDirect(reader, roomId, { me, company, invite: isInvite ? mine : undefined })
  const alias = readAlias(ownString(contentOf('m.room.canonical_alias'), 'alias'))
  const ownName = cleanName(ownString(contentOf('m.room.name'), 'name'))
  const name = roomName({ name: ownName, alias, heroes: heroNames(reader, room, company.heroes), present: company.present })
  const isSpace = ownString(contentOf('m.room.create'), 'type') === 'm.space'
  const replacedBy = readReplacement(reader, roomId)
  const isReplaced = replacedBy !== null && isJoined(reader, replacedBy)
  const { section, order } = placeOf({ membership, isSpace, isDirect, isReplaced, tags: readAccountData(reader, room, 'm.tag') })
  return {
    name,
    searchName: foldText(name),
    avatar: readAvatar(reader, room, ownString(contentOf('m.room.avatar'), 'url'), directUser),
    topic: cleanText(ownString(contentOf('m.room.topic'), 'topic')),
    alias,
    section,
    sectionOrder: order,
    isSpace,
    isDirect,
    // Whoever could take this back could have everybody write in the clear without noticing.
    isEncrypted: record.isEncrypted || readState(reader, room, 'm.room.encryption') !== undefined,
    isMuted: isMutedRoom(reader, roomId),
    isMarkedUnread: ownBoolean(readAccountData(reader, room, 'm.marked_unread') ?? {}, 'unread') ?? false,
    directUser,
    inviter: isInvite ? mine.sender : null,
    replacedBy,
    network: readNetwork(reader, room),
    ...readActivity(reader, record, now),
  }
}

type Standing = { readonly me: Me; readonly company: Company; readonly invite: Member | undefined }
type Directness = { readonly isDirect: boolean; readonly directUser: UserId | null }

/** By the user's own list (m.direct), or of an invite by what it says of itself. */
function readDirect(reader: Reader, roomId: RoomId, { me, company, invite }: Standing): Directness {
  if (invite?.isDirect === true) return { isDirect: true, directUser: invite.sender }
  const users = readDirectUsers(reader, roomId)
  const others = users.filter((userId) => userId !== me.userId)
  // A chat "with Alice" in which a third person sits is still direct, but it is not Alice's face that stands for it.
  const directUser = company.present <= 2 ? others.find((userId) => company.heroes.includes(userId)) ?? others[0] : undefined
  return { isDirect: users.length > 0, directUser: directUser ?? null }
}

function readAvatar(reader: Reader, room: number, url: unknown, directUser: UserId | null): ContentUri | null {
  if (isContentUri(url)) return url
  return directUser === null ? null : readMember(reader, room, directUser)?.avatar ?? null
}

const readAlias = (alias: unknown): RoomAlias | null => (isRoomAlias(alias) && cleanName(alias) === alias ? alias : null)

const isJoined = (reader: Reader, roomId: RoomId): boolean => readRoom(reader, roomId)?.membership === 'join'
