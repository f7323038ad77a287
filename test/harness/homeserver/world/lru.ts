/** Keeps the results of a function for the keys asked for last. */
export class Lru<Value> {
  readonly #most: number
  readonly #values = new Map<string | number, Value>()

  constructor(most: number) {
    this.#most = most
  }

  get(key: string | number, make: () => Value): Value {
    const known = this.#values.get(key)
    if (known !== undefined) return known
    const value = make()
    if (this.#values.size >= this.#most) for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest)
      break
    }
    this.#values.set(key, value)
    return value
  }
}
