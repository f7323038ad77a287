import { createSubscriber } from 'svelte/reactivity'

/** The time, told anew once a minute while something on the screen reads it. */
export class Minute {
  readonly #follow: () => void

  constructor() {
    this.#follow = createSubscriber((changed) => {
      const timer = setInterval(changed, 60_000)
      return () => clearInterval(timer)
    })
  }

  /** Milliseconds since the epoch. */
  get now(): number {
    this.#follow()
    return Date.now()
  }
}
