import type { UserId } from '../../../preload/contract/ids.ts'
import type { Person } from '../../../preload/contract/rows/person.ts'
import type { SearchHit } from '../../../preload/contract/rows/search-row.ts'
import type { Me } from '../base/me.ts'
import { avatarSize, mediaUrl } from '../media/media-url.ts'
import { peopleIn } from '../rooms/names.ts'
import type { Reader } from '../store/reader.ts'
import { readRoomFaces } from '../store/tables/rooms.ts'
import type { Found } from './find.ts'
import { lineOf } from './plain-text.ts'
import type { Phrase } from './query.ts'
import { snippetOf } from './snippet.ts'

/** What was found, ready to be shown. */
export function drawHits(reader: Reader, me: Me, found: readonly Found[], phrases: readonly Phrase[]): readonly SearchHit[] {
  const rooms = readRoomFaces(reader, [...new Set(found.map(({ record }) => record.room))])
  const people = peopleOf(reader, me, found)
  return found.flatMap(({ record, searchable }) => {
    const room = rooms.get(record.room)
    const sender = people.get(record.room)?.get(record.sender)
    if (room === undefined || sender === undefined) return []
    return [{
      key: `${room.roomId} ${record.eventId}`,
      eventId: record.eventId,
      roomId: room.roomId,
      roomName: room.name,
      roomAvatar: room.avatar === null ? null : mediaUrl(me.userId, room.avatar, avatarSize),
      sender,
      ts: record.ts,
      kind: searchable.kind,
      thread: record.thread,
      snippet: snippetOf(lineOf(searchable.text), phrases),
    }]
  })
}

function peopleOf(reader: Reader, me: Me, found: readonly Found[]): ReadonlyMap<number, ReadonlyMap<UserId, Person>> {
  const senders = new Map<number, Set<UserId>>()
  for (const { record: { room, sender } } of found) senders.set(room, (senders.get(room) ?? new Set()).add(sender))
  return new Map([...senders].map(([room, ids]) => [room, peopleIn(reader, { room, account: me.userId }, [...ids])]))
}
