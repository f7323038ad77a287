/** Something that was opened and must be closed, once. */
export interface Disposable {
  dispose(): void | Promise<void>
}

/** What one owner has opened, closed together in reverse order. */
export class Disposables implements Disposable {
  readonly #items: Disposable[] = []
  #disposed: Promise<void> | undefined

  /** Takes over `item` and returns it, so that opening and owning stay one expression. Throws when already disposed. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed !== undefined) throw new Error('Added to an owner that is already disposed')
    this.#items.push(item)
    return item
  }

  /** Runs `close` when disposed: for things that come with a function instead of a `dispose`. */
  defer(close: () => void | Promise<void>): void {
    this.add({ dispose: close })
  }

  /** Closes everything, also when something fails to close; then throws what failed. Called again it gives the same promise. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#disposeAll()
    return this.#disposed
  }

  async #disposeAll(): Promise<void> {
    const failures: unknown[] = []
    for (const item of this.#items.splice(0).reverse()) {
      try {
        await item.dispose()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length === 1) throw failures[0]
    if (failures.length > 1) throw new AggregateError(failures, 'Several things failed to close')
  }
}
