import type { RoomId, RoomRow } from '../../../../preload/contract/index.ts'
import type { Me } from '../../base/me.ts'
import { avatarSize, mediaUrl } from '../../media/media-url.ts'
import type { Reader } from '../../store/reader.ts'
import { readDraft } from '../../store/tables/drafts.ts'
import { roomOutboxState } from '../../store/tables/outbox.ts'
import { readRoom, type RoomRecord } from '../../store/tables/rooms.ts'
import { readPreview } from '../../timeline/preview.ts'
import { personIn } from '../names.ts'

/** One room as the list shows it; null for a room never heard of. */
export function readRoomRow(reader: Reader, me: Me, roomId: RoomId): RoomRow | null {
  const record = readRoom(reader, roomId)
  return record === undefined ? null : toRoomRow(reader, me, record)
}

/** The row of a room whose record has been read already. */
export function toRoomRow(reader: Reader, me: Me, record: RoomRecord): RoomRow {
  const { room, roomId, lastEvent } = record
  return { ...wordlessRow(reader, me, record), preview: lastEvent === null ? null : readPreview(reader, { room, roomId, event: lastEvent, me }) }
}

/** The same without the last words, where the conversation itself is on the screen. */
export function wordlessRow(reader: Reader, me: Me, record: RoomRecord): RoomRow {
  const { room, roomId, membership, inviter, lastEvent } = record
  return {
    type: 'room',
    key: roomId,
    roomId,
    name: record.name,
    avatar: record.avatar === null ? null : mediaUrl(me.userId, record.avatar, avatarSize),
    section: record.section === 'none' ? 'rooms' : record.section,
    membership,
    isEncrypted: record.isEncrypted,
    isDirect: record.isDirect,
    isMuted: record.isMuted,
    isFavourite: record.section === 'favourites',
    isSpace: record.isSpace,
    unread: record.unread,
    mentions: record.mentions,
    isMarkedUnread: record.isMarkedUnread,
    lastEventTs: record.lastTs,
    preview: null,
    isEmpty: lastEvent === null && record.completeFrom === 0,
    inviter: inviter === null ? null : personIn(reader, { room, account: me.userId }, inviter),
    outbox: roomOutboxState(reader, roomId),
    hasDraft: readDraft(reader, roomId) !== null,
    network: record.network,
  }
}
