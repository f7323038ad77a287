import type { LocalId, RoomId } from '../ids.ts'

export type OutboxOperation =
  | 'message' | 'file' | 'edit' | 'redact' | 'react' | 'read' | 'create' | 'join' | 'leave' | 'invite'

export type OutboxRow = {
  readonly key: LocalId
  readonly localId: LocalId
  /** Null for a room that is still to be created. */
  readonly roomId: RoomId | null
  readonly roomName: string
  readonly operation: OutboxOperation
  /** waiting: for its turn or the network. sending: on its way now. failed: refused for good, until retried or cancelled. */
  readonly state: 'waiting' | 'sending' | 'failed'
  readonly createdTs: number
  readonly summary: string
  readonly reason: string | null
}
