import type { Json } from './preamble.ts'

/** An event that somebody sent over the API, as it was sent. */
export type Written = {
  readonly type: string
  readonly stateKey: string | undefined
  readonly sender: string
  readonly content: Json
  readonly redacts?: number
  /** Which device may know its transaction id. */
  readonly by: { readonly deviceId: string; readonly txnId: string } | undefined
}

/** What was added to one room while the homeserver ran. Events that nobody wrote follow from their index, like all others. */
export class Growth {
  /** Where each stands in the account's stream, in order. */
  readonly #at: number[] = []
  readonly #times: number[] = []
  readonly #written = new Map<number, Written>()
  readonly #redactions = new Map<number, number>()
  readonly #base: number

  constructor(base: number) {
    this.#base = base
  }

  get length(): number {
    return this.#base + this.#at.length
  }

  /** How many events the room had at a place of the stream. */
  lengthAt(at: number): number {
    let [low, high] = [0, this.#at.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#at[middle] ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return this.#base + low
  }

  add(at: number, ts: number, written?: Written): number {
    const index = this.length
    this.#at.push(at)
    this.#times.push(ts)
    if (written !== undefined) this.#written.set(index, written)
    if (written?.redacts !== undefined) this.#redactions.set(written.redacts, index)
    return index
  }

  timeOf(index: number): number {
    return this.#times[index - this.#base] ?? 0
  }

  written(index: number): Written | undefined {
    return this.#written.get(index)
  }

  redactionOf(index: number): number | undefined {
    return this.#redactions.get(index)
  }

  /** The newest state of this key that was written before `end`, by index. */
  writtenState(type: string, stateKey: string, end: number): number | undefined {
    let found: number | undefined
    for (const [index, written] of this.#written) {
      if (index < end && written.type === type && written.stateKey === stateKey) found = index
    }
    return found
  }

  /** The keys of all state that was written before `end`. */
  writtenKeys(end: number): readonly (readonly [type: string, stateKey: string])[] {
    return [...this.#written].flatMap(([index, { type, stateKey }]) => (index < end && stateKey !== undefined ? [[type, stateKey] as const] : []))
  }
}
