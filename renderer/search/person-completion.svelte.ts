import type { MemberRow, Person, RoomId, UserId } from '../../preload/contract/index.ts'
import type { Client, LiveList } from '../bridge/index.ts'
import { typedPerson, type TypedPerson } from './operators.ts'

type Parts = {
  readonly client: Client
  readonly account: UserId
  /** Whose members are offered; null: nobody is. */
  readonly roomId: () => RoomId | null
  readonly query: () => string
}

const mostOptions = 6

/** People for a `from:` that is being typed in the field: the members of the room that is open, as the engine finds them. */
export class PersonCompletion {
  readonly #parts: Parts
  #caret = $state(0)
  #chosen = $state(0)
  /** What was typed when the user sent the list away with Esc. */
  #dismissed = $state<string | null>(null)
  #members: LiveList<'members'> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  readonly #typed = $derived.by((): TypedPerson | null => typedPerson(this.#parts.query(), this.#caret))

  readonly #people = $derived.by((): LiveList<'members'> | null => {
    const { client, account } = this.#parts
    const roomId = this.#parts.roomId()
    const query = this.#typed?.typed
    if (query === undefined || roomId === null) return null
    this.#members = client.live('members', { account, roomId, query: query.slice(0, 255), from: 0, count: mostOptions }, this.#members)
    return this.#members
  })

  readonly options = $derived.by((): readonly Person[] => {
    if (this.#typed === null || this.#typed.typed === this.#dismissed) return []
    return (this.#people?.rows ?? []).map((row: MemberRow) => row.person)
  })

  readonly chosen = $derived.by(() => Math.min(this.#chosen, Math.max(0, this.options.length - 1)))

  /** The caret stands there now. */
  look(caret: number): void {
    this.#caret = caret
    if (this.#typed === null) this.#dismissed = null
  }

  dismiss(): void {
    this.#dismissed = this.#typed?.typed ?? null
  }

  /** Goes round at the ends. */
  step(by: 1 | -1): void {
    const count = this.options.length
    this.#chosen = count === 0 ? 0 : (this.chosen + by + count) % count
  }

  choose(at: number): void {
    this.#chosen = at
  }

  /** The query with this person in the place of what was typed. */
  take(person: Person): string {
    const typed = this.#typed
    const query = this.#parts.query()
    if (typed === null) return query
    const name = person.userId === this.#parts.account ? 'me' : person.userId
    return `${query.slice(0, typed.start)}from:${name} ${query.slice(typed.end).trimStart()}`
  }
}
