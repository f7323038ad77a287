import type { EventId, RoomId } from '../../../preload/contract/ids.ts'
import { isContentUri } from '../../../preload/contract/ids.ts'
import { ownRecord, ownValue, type JsonRecord } from '../base/json.ts'
import { readEncryptedFile, tagOf, type EncryptedFile } from '../media/encrypted-file.ts'
import { MediaError } from '../media/media-error.ts'
import type { WantedMedia } from '../media/media.ts'
import type { AttachedAddress } from '../media/media-url.ts'
import type { Reader } from '../store/reader.ts'
import { readEvent } from '../store/tables/events.ts'
import { readLatestEdits } from '../store/tables/relations.ts'
import { roomKey } from '../store/tables/rooms.ts'
import { readShown } from './rows/shown-event.ts'

/** The file of a message as its newest valid edit has it. Throws `MediaError` that says why there is none to be had. */
export function readAttachedMedia(reader: Reader, roomId: RoomId, eventId: EventId): WantedMedia {
  const content = contentOf(reader, roomId, eventId)
  const file = ownValue(content, 'file')
  if (file !== undefined) return { encrypted: readEncryptedFile(file) }
  const uri = ownValue(content, 'url')
  if (!isContentUri(uri)) throw new MediaError('not-found', 'There is no attachment in this message.')
  return { uri, thumbnail: null }
}

/** What an address of `attachedUrl` stands for. Throws `MediaError`, also when another file stands in the message by now. */
export function readAttachedFile(reader: Reader, { roomId, eventId, part, tag }: AttachedAddress): EncryptedFile {
  const content = contentOf(reader, roomId, eventId)
  const file = readEncryptedFile(part === 'file' ? ownValue(content, 'file') : ownValue(ownRecord(content, 'info') ?? {}, 'thumbnail_file'))
  if (tagOf(file) !== tag) throw new MediaError('not-found', 'There is another file in this message by now.')
  return file
}

function contentOf(reader: Reader, roomId: RoomId, eventId: EventId): JsonRecord {
  const room = roomKey(reader, roomId)
  const record = room === undefined ? undefined : readEvent(reader, room, eventId)
  if (room === undefined || record === undefined) throw new MediaError('not-found', 'There is no such message on this computer.')
  if (record.redactedBy !== null) throw new MediaError('not-found', 'This message was taken back, and its attachment with it.')
  if (record.type === 'm.room.encrypted') {
    throw new MediaError('not-found', 'This message could not be decrypted yet, so its attachment cannot be opened either.')
  }
  return readShown(record, readLatestEdits(reader, room, [eventId]).get(eventId), undefined).content
}
