import { integer, object } from '../guard.ts'
import type { GuardsOf } from '../guards-of.ts'
import { isLocalId, isUserId, type EventId, type LocalId, type RoomId, type UserId } from '../ids.ts'
import type { OutboxRow } from '../rows/outbox-row.ts'

/** How an operation ended: `done` (with what the server made of it), refused for good, cancelled, or still waiting when time was up. */
export type Ended = {
  readonly state: 'done' | 'failed' | 'cancelled' | 'waiting'
  readonly eventId: EventId | null
  readonly roomId: RoomId | null
  /** Why it was refused or waits, for programs. `forbidden` and `damaged`: it waits until somebody settles or mends something. */
  readonly code: string | null
  readonly reason: string | null
}

type Operation = { readonly account: UserId; readonly localId: LocalId }

export type OutboxCalls = {
  'outbox.list': { in: { readonly account: UserId }; out: readonly OutboxRow[] }
  'outbox.retry': { in: Operation; out: Record<string, never> }
  'outbox.cancel': { in: Operation; out: Record<string, never> }
  /** Waits for the end of one operation, at most `timeoutMs`; returns at once with `waiting` when the network is away, or somebody has to do something. */
  'outbox.await': { in: Operation & { readonly timeoutMs: number }; out: Ended }
}

const operation = object<Operation>({ account: isUserId, localId: isLocalId })

export const outboxGuards: GuardsOf<OutboxCalls> = {
  'outbox.list': object<OutboxCalls['outbox.list']['in']>({ account: isUserId }),
  'outbox.retry': operation,
  'outbox.cancel': operation,
  'outbox.await': object<OutboxCalls['outbox.await']['in']>({ account: isUserId, localId: isLocalId, timeoutMs: integer(0, 86_400_000) }),
}
