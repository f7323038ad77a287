import type { FoundRow, UserId } from '../../preload/contract/index.ts'
import type { Client } from '../bridge/index.ts'

/** Rooms and people by what was typed. The last answer stays until there is a newer one; one that was overtaken is dropped. */
export class RoomFinder {
  readonly #client: Client
  readonly #account: UserId
  readonly #limit: number
  #newest = 0
  #hits = $state.raw<readonly FoundRow[]>([])
  #isLoaded = $state(false)
  #latest: Promise<void> = Promise.resolve()

  constructor(client: Client, account: UserId, limit: number) {
    this.#client = client
    this.#account = account
    this.#limit = limit
  }

  get hits(): readonly FoundRow[] {
    return this.#hits
  }

  /** False until the first answer. */
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  /** Resolves when the hits are those of what was typed last. */
  get latest(): Promise<void> {
    return this.#latest
  }

  /** Nothing typed: the most recent. */
  find(query: string): Promise<void> {
    this.#latest = this.#ask(query)
    return this.#latest
  }

  async #ask(query: string): Promise<void> {
    this.#newest += 1
    const mine = this.#newest
    const found = await this.#client.call('room.find', { account: this.#account, query: query.trim(), limit: this.#limit })
    if (mine !== this.#newest) return
    this.#hits = found.ok ? found.value : []
    this.#isLoaded = true
  }
}
