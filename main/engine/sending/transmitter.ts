import type { EventId, LocalId, RoomId } from '../../../preload/contract/ids.ts'
import type { Operation } from './operation.ts'

/** What the server made of an operation. */
export type Transmitted = { readonly eventId?: EventId; readonly roomId?: RoomId }

export type Transmission = {
  readonly operation: Operation
  /** Also the transaction id: the same for every attempt, so that the server takes it once. */
  readonly localId: LocalId
  readonly signal: AbortSignal
  /** Share uploaded, 0 to 1. */
  readonly onProgress: (share: number) => void
}

/** Carries one operation to the server. Rejects with `HomeserverError` or `Refusal`; anything else is a mistake of ours. */
export interface Transmitter {
  transmit(transmission: Transmission): Promise<Transmitted>
}

/** The operation cannot be carried out, now or later, for a reason that we know ourselves. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
