import type { RoomFilter, RoomId, RoomListRow, Slice, UserId } from '../../preload/contract/index.ts'
import type { Client, LiveList } from '../bridge/index.ts'
import { inHeldOrder } from './held-order.ts'

export type Wanted = {
  readonly account: UserId
  readonly filter: RoomFilter
  readonly space: RoomId | null
  readonly folded: readonly string[]
}

type Snapshot = {
  readonly list: LiveList<'rooms'>
  readonly isLoaded: boolean
  readonly from: number
  readonly total: number
  readonly rows: readonly RoomListRow[]
}

const firstSlice: Slice = { from: 0, count: 60 }
/** A window that grew by this many rows was moved, and not merely joined by a room or two. */
const grown = 10

/** The rows of the room list: a moving window of what is wanted, in an order that stands still while it is held. */
export class RoomListState {
  readonly #client: Client
  readonly #wanted: () => Wanted
  #slice: Slice = firstSlice
  #lastList: LiveList<'rooms'> | undefined
  #lastName = ''
  #snapshot: Snapshot | null = null
  #isHeld = $state(false)

  /** `wanted` is asked reactively. */
  constructor(client: Client, wanted: () => Wanted) {
    this.#client = client
    this.#wanted = wanted
  }

  /** By value, so that a setting which has nothing to do with the list does not ask for it anew. */
  readonly #wantedName = $derived.by(() => {
    const { account, filter, space, folded } = this.#wanted()
    return JSON.stringify([account, filter, space, folded])
  })

  readonly list = $derived.by((): LiveList<'rooms'> => {
    const [account, filter, space, folded] = JSON.parse(this.#wantedName) as [UserId, RoomFilter, RoomId | null, readonly string[]]
    const name = JSON.stringify([account, filter, space])
    // Only the folding changed: the same part of the list stays on the screen.
    const isSame = name === this.#lastName
    if (!isSame) this.#slice = firstSlice
    const input = { account, filter, folded, ...this.#slice, ...(space === null ? {} : { space }) }
    this.#lastList = this.#client.live('rooms', input, this.#lastList)
    this.#lastName = name
    return this.#lastList
  })

  readonly shown = $derived.by((): Omit<Snapshot, 'list'> => {
    const { list } = this
    const fresh = { list, isLoaded: list.isLoaded, from: list.head?.from ?? 0, total: list.head?.total ?? 0, rows: list.rows }
    if (!this.#isHeld || this.#snapshot === null || !isOf(this.#snapshot, fresh)) this.#snapshot = fresh
    return { ...this.#snapshot, rows: this.#snapshot === fresh ? fresh.rows : inHeldOrder(this.#snapshot.rows, fresh.rows) }
  })

  /** Keeps the order, or lets it follow again. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
  }

  move(slice: Slice): void {
    this.#slice = slice
    this.list.move(slice)
  }
}

/** Whether a snapshot still is of the part of the list that is there now. */
function isOf(snapshot: Snapshot, fresh: Snapshot): boolean {
  return snapshot.list === fresh.list && snapshot.isLoaded === fresh.isLoaded && snapshot.from === fresh.from
    && Math.abs(snapshot.rows.length - fresh.rows.length) < grown
}
