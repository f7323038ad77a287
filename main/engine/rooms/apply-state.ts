import type { EventId, RoomId, UserId } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { JsonRecord } from '../base/json.ts'
import type { Writer } from '../store/writer.ts'

/** A state event, or what an invite shows of one (no id, no time). A `PreparedEvent` with a state key is one. */
export type StateEvent = {
  readonly eventId: EventId | null
  readonly sender: UserId
  readonly type: string
  readonly stateKey: string | null
  readonly ts: number
  readonly content: JsonRecord
}

export type StateOf = { readonly room: number; readonly roomId: RoomId; readonly me: Me; readonly events: readonly StateEvent[] }

/** Makes `events` the room's current state, in their order; what is no state event is passed over. */
export function applyState(_writer: Writer, _state: StateOf): void {
  throw new Error('Written next')
}

/** For members told along with a page of history: they may be outdated, so they are taken only where nothing is known of the person. */
export function applyOlderMembers(_writer: Writer, _state: Omit<StateOf, 'me'>): void {
  throw new Error('Written next')
}

/** A state event was redacted; `content` is what is kept of it. Does nothing when it is not the current state any more. */
export function applyRedactedState(_writer: Writer, _state: Omit<StateOf, 'me' | 'events'> & { readonly event: StateEvent }): void {
  throw new Error('Written next')
}
