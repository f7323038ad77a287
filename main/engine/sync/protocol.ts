import type { RoomId } from '../../../preload/contract/index.ts'
import type { SyncKind, SyncPosition } from '../store/tables/sync-position.ts'
import type { PreparedResponse } from './prepared-response.ts'

/** One question to the server. */
export type Ask = {
  /** As stored: where the last response that was written ended. */
  readonly from: SyncPosition
  /** Whether the server may hold the answer back until there is something to tell. */
  readonly mayWait: boolean
  /** Rooms on a screen, of which more history is wanted. */
  readonly openRooms: readonly RoomId[]
  readonly signal: AbortSignal
}

/** A way to ask the server for news. What it keeps in memory may be lost at any time: only the position counts. */
export interface Protocol {
  readonly kind: SyncKind
  /** Rejects with `HomeserverError`. One question at a time. */
  ask(ask: Ask): Promise<PreparedResponse>
  /**
   * A response is about to be written, which takes its time: where more is known to follow, it may be asked for meanwhile. Not before the
   * response's to-device messages are on the disk, since the server forgets them then. `ask` as it was.
   */
  askAhead(response: PreparedResponse, ask: Ask): void
  /** The response has been written: the next question may go further. */
  written(response: PreparedResponse): void
}

/** How long the server may hold an answer back, in milliseconds. */
export const longPollMs = 30_000
