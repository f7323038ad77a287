import type { Connection, RoomId, UserId } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Connectivity } from '../matrix/connectivity.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import type { Store } from '../store/store.ts'

/** How the loop fares: the part of an account's row that is its business. Fields as in `AccountRow`. */
export type SyncState = {
  readonly connection: Connection
  readonly retryAt: number | null
  readonly reason: string | null
  readonly firstSync: { readonly done: number; readonly total: number } | null
}

export type SyncOptions = {
  readonly store: Store
  readonly connection: Homeserver
  readonly connectivity: Connectivity
  readonly me: Me
  readonly clock: Clock
  readonly log: Log
  /** Between 0 and 1, as `Math.random`. */
  readonly random: () => number
  /** Left out: sliding sync where the server has it. */
  readonly protocol?: 'sliding' | 'v2'
  /** Takes the to-device messages of a response in; awaited before the response's position is stored. */
  readonly takeToDevice?: (events: readonly unknown[]) => Promise<void>
}

/** What a catching-up brought: rooms touched and events that were new. */
export type CaughtUp = { readonly rooms: number; readonly events: number }

export class Sync {
  constructor(_options: SyncOptions) {
    // written next
  }

  /** Runs the loop until `stop`. */
  start(): void {
    throw new Error('Written next')
  }

  /** Ends the loop; resolves when nothing is under way any more. What was fetched and not written comes again. */
  stop(): Promise<void> {
    throw new Error('Written next')
  }

  /**
   * Resolves when the server has nothing new, with the loop or without it. Rejects with `HomeserverError` (`aborted` by the signal), or with
   * `StoreError` when the store cannot be written.
   */
  catchUp(_signal?: AbortSignal): Promise<CaughtUp> {
    throw new Error('Written next')
  }

  /** The rooms on a screen: the server sends more of their history. */
  setVisible(_visible: { readonly openRooms: readonly RoomId[] }): void {
    throw new Error('Written next')
  }

  /** Who is typing there, me excluded. */
  typing(_roomId: RoomId): readonly UserId[] {
    throw new Error('Written next')
  }

  /** Hears of every room in which somebody began or ceased to type. */
  onTyping(_listener: (roomId: RoomId) => void): () => void {
    throw new Error('Written next')
  }

  get state(): SyncState {
    throw new Error('Written next')
  }

  onState(_listener: (state: SyncState) => void): () => void {
    throw new Error('Written next')
  }
}
