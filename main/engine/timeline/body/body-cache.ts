import type { Body } from '../../../../preload/contract/body.ts'

/** Parsed bodies of the rows last read, so that a view which reads again parses nothing again. Keys name content that never changes. */
export class BodyCache {
  readonly #capacity: number
  // A map keeps the order of insertion: the first is the one used longest ago.
  readonly #bodies = new Map<string, Body>()

  constructor(capacity = 2_000) {
    this.#capacity = capacity
  }

  get(key: string, parse: () => Body): Body {
    const known = this.#bodies.get(key)
    const body = known ?? parse()
    this.#bodies.delete(key)
    this.#bodies.set(key, body)
    if (this.#bodies.size > this.#capacity) {
      const [oldest] = this.#bodies.keys()
      if (oldest !== undefined) this.#bodies.delete(oldest)
    }
    return body
  }
}
