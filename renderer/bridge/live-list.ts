import { createSubscriber } from 'svelte/reactivity'
import type { Batch, Bridge, ViewName, Views, Watch } from '../../preload/contract/index.ts'
import { applyDiffs } from './apply-diffs.ts'

/**
 * A view of the contract that Svelte can read. Watching starts at the first effect that reads it, even through `$derived`, and stops with
 * the last one. `like` is an earlier list of the same view: its rows stay on the screen until this one has its own, so that changing a
 * filter does not flash.
 */
export class LiveList<Name extends ViewName> {
  readonly #follow: () => void
  #rows: readonly Views[Name]['row'][]
  #head: Views[Name]['head'] | null
  #isLoaded = false
  #failure: string | null = null
  #watch: Watch<Name> | null = null

  constructor(bridge: Bridge, name: Name, input: Views[Name]['in'], like?: LiveList<Name>) {
    this.#rows = like === undefined ? [] : like.#rows
    this.#head = like === undefined ? null : like.#head
    this.#follow = createSubscriber((changed) => {
      const watch = bridge.watch(
        name,
        input,
        (batch) => { this.#take(batch); changed() },
        (message) => { this.#failure = message; changed() },
      )
      this.#watch = watch
      return () => {
        this.#watch = null
        watch.stop()
      }
    })
  }

  /** The rows of the window, oldest state of affairs first replaced by newer ones as batches come. */
  get rows(): readonly Views[Name]['row'][] {
    this.#follow()
    return this.#rows
  }

  /** What holds for the view as a whole; null before the first batch. */
  get head(): Views[Name]['head'] | null {
    this.#follow()
    return this.#head
  }

  /** False until the first batch: "no rows" before that means "not known yet". */
  get isLoaded(): boolean {
    this.#follow()
    return this.#isLoaded
  }

  /** Why the view cannot be had, in one sentence. */
  get failure(): string | null {
    this.#follow()
    return this.#failure
  }

  /** Shifts the window. Nothing happens while nobody looks. */
  move(to: Views[Name]['move']): void {
    this.#watch?.move(to)
  }

  #take(batch: Batch<Name>): void {
    this.#rows = applyDiffs(this.#rows, batch.diffs)
    this.#head = batch.head
    this.#isLoaded = true
    this.#failure = null
  }
}
