import { isEventId, type RoomId } from '../../../preload/contract/ids.ts'
import type { Target } from '../../../preload/contract/calls/message-calls.ts'
import { MediaError } from '../media/media-error.ts'
import type { WantedMedia } from '../media/media.ts'
import { operationOf } from '../sending/operation.ts'
import { resolveTarget } from '../sending/targets.ts'
import type { Reader } from '../store/reader.ts'
import { readEvent } from '../store/tables/events.ts'
import { readOperation } from '../store/tables/outbox.ts'
import { roomKey } from '../store/tables/rooms.ts'
import { readAttachedMedia } from '../timeline/attached-media.ts'

/** The file of a message, or of one of ours that waits to be sent or has not come back yet. Throws `MediaError`. */
export function findAttachment(reader: Reader, roomId: RoomId, target: Target): WantedMedia {
  const eventId = resolveTarget(reader, target)
  const room = roomKey(reader, roomId)
  const isStored = eventId !== undefined && room !== undefined && readEvent(reader, room, eventId) !== undefined
  const record = isEventId(target) || isStored ? undefined : readOperation(reader, target)
  if (record === undefined) return readAttachedMedia(reader, roomId, eventId ?? noMessage())
  const operation = operationOf(record)
  if (operation.kind !== 'file') throw new MediaError('not-found', 'There is no attachment in this message.')
  return { uri: operation.file.uri, thumbnail: null }
}

function noMessage(): never {
  throw new MediaError('not-found', 'There is no such message on this computer.')
}
