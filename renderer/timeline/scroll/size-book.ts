/**
 * The heights of a list's items in CSS pixels, kept by key: as measured, or as guessed until then. Measurements outlive an item's being on
 * the screen, so that scrolling back does not move anything; they hold for one width of the list only.
 */
export class SizeBook<Item extends { readonly key: string }> {
  readonly #guess: (item: Item) => number
  readonly #measured = new Map<string, number>()

  constructor(guess: (item: Item) => number) {
    this.#guess = guess
  }

  sizeOf(item: Item): number {
    return this.#measured.get(item.key) ?? this.#guess(item)
  }

  /** True when this was news. */
  measure(key: string, size: number): boolean {
    if (this.#measured.get(key) === size) return false
    this.#measured.set(key, size)
    return true
  }

  /** The list has another width, or another text size. */
  forget(): void {
    this.#measured.clear()
  }

  /** Where each item starts, and last where the list ends: one number more than there are items. */
  offsets(items: readonly Item[]): Float64Array {
    const starts = new Float64Array(items.length + 1)
    let sum = 0
    for (const [at, item] of items.entries()) {
      starts[at] = sum
      sum += this.sizeOf(item)
    }
    starts[items.length] = sum
    return starts
  }
}
