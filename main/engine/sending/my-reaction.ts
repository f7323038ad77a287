import type { Target } from '../../../preload/contract/calls/message-calls.ts'
import { isEventId, type RoomId, type UserId } from '../../../preload/contract/ids.ts'
import type { Reader } from '../store/reader.ts'
import { readRoomOperations } from '../store/tables/outbox.ts'
import { readReactions } from '../store/tables/relations.ts'
import { roomKey } from '../store/tables/rooms.ts'
import type { Operation } from './operation.ts'
import { resolveTarget } from './targets.ts'

export type MyReaction = { readonly roomId: RoomId; readonly target: Target; readonly key: string; readonly me: UserId }

/** My reaction with that key, to be taken back: one that came back from the server, is through without having come back, or still waits. */
export function findMyReaction(reader: Reader, { roomId, target, key, me }: MyReaction): Target | null {
  const room = roomKey(reader, roomId)
  const stored = room === undefined || !isEventId(target) ? [] : readReactions(reader, room, [target], me)
  const mine = stored.find((reaction) => reaction.key === key)?.mine
  if (mine !== undefined && mine !== null) return mine
  const own = readRoomOperations(reader, roomId).findLast((record) => {
    if (record.kind !== 'react' || record.state === 'failed') return false
    const operation = JSON.parse(record.input) as Extract<Operation, { kind: 'react' }>
    return operation.key === key && (resolveTarget(reader, operation.target) ?? operation.target) === target
  })
  return own === undefined ? null : own.eventId ?? own.localId
}
