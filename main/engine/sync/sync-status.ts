import type { Connection } from '../../../preload/contract/index.ts'
import { Emitter } from '../base/emitter.ts'
import type { Log } from '../base/log.ts'

/** How the loop fares: the part of an account's row that is its business. Fields as in `AccountRow`. */
export type SyncState = {
  readonly connection: Connection
  /** Milliseconds since the epoch. */
  readonly retryAt: number | null
  readonly reason: string | null
  readonly firstSync: { readonly done: number; readonly total: number } | null
}

/** The state and those who watch it. Told only when something changed. */
export class SyncStatus {
  #state: SyncState = { connection: 'connecting', retryAt: null, reason: null, firstSync: null }
  readonly #changed: Emitter<SyncState>

  constructor(log: Log) {
    this.#changed = new Emitter(log)
  }

  get state(): SyncState {
    return this.#state
  }

  onChange(listener: (state: SyncState) => void): () => void {
    return this.#changed.on(listener)
  }

  /** Without a reason and a time all is well. */
  become(connection: Connection, trouble?: { readonly reason: string; readonly retryAt: number | null }): void {
    this.#set({ ...this.#state, connection, reason: trouble?.reason ?? null, retryAt: trouble?.retryAt ?? null })
  }

  /** Null: the store holds every room. A total of 0: the server has not said how many there are. */
  progress(firstSync: SyncState['firstSync']): void {
    this.#set({ ...this.#state, firstSync })
  }

  #set(state: SyncState): void {
    const before = this.#state
    this.#state = state
    const isSame = before.connection === state.connection && before.reason === state.reason && before.retryAt === state.retryAt
      && before.firstSync?.done === state.firstSync?.done && before.firstSync?.total === state.firstSync?.total
    if (!isSame) this.#changed.emit(state)
  }
}
