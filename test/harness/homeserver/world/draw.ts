/** Mixes two 32-bit numbers into one, so that numbers beside each other have nothing in common afterwards. */
export function mix(one: number, other: number): number {
  let hash = Math.imul(one ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(other + 0x165667b1, 0xc2b2ae35)
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x7feb352d)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x846ca68b)
  hash ^= hash >>> 16
  return hash >>> 0
}

/** One row of dice, always the same for the same parts. */
export class Draw {
  #state: number

  constructor(seed: number, ...parts: readonly number[]) {
    let state = seed >>> 0
    for (const part of parts) state = mix(state, part)
    this.#state = state
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let value = this.#state
    value = Math.imul(value ^ (value >>> 15), value | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from 0 up to, and without, `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<const T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0]
  }

  /** From 0 up to, and without, `count`: one of a hundred words makes half of a text (Zipf's law, exponent 1). */
  zipf(count: number): number {
    return Math.min(count - 1, Math.floor(Math.exp(this.next() * Math.log(count + 1))) - 1)
  }
}

/** What each of `count` ranks has of `total` when the second has half of the first, the third a third of it. Whole numbers. */
export function zipfShares(count: number, total: number): readonly number[] {
  let harmonic = 0
  for (let rank = 1; rank <= count; rank += 1) harmonic += 1 / rank
  return Array.from({ length: count }, (_, index) => Math.round(total / harmonic / (index + 1)))
}
