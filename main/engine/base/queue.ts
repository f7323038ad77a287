/** Runs asynchronous jobs one after another, in the order they were given. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve()
  #closed = false
  #size = 0

  /** Jobs that wait or run. */
  get size(): number {
    return this.#size
  }

  /** Settles as `job` does. A job that fails does not stop those after it. Rejects, without running it, after `close`. */
  run<T>(job: () => T | Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('The queue is closed'))
    this.#size += 1
    const done = this.#tail.then(job).finally(() => {
      this.#size -= 1
    })
    // The job's own caller hears of its failure; for the queue it only counts that it has ended.
    this.#tail = done.catch(() => undefined)
    return done
  }

  /** Resolves when everything given so far, and whatever those jobs add themselves, has ended. Never rejects. */
  async drain(): Promise<void> {
    while (this.#size > 0) await this.#tail
  }

  /** Takes no more jobs, and resolves when those it has are done. */
  close(): Promise<void> {
    this.#closed = true
    return this.drain()
  }
}
