import { applyDiffs } from '../../../preload/contract/apply-diffs.ts'
import type { EngineViewName, EngineViews } from '../../../preload/contract/views.ts'
import type { EngineSession } from './session.ts'

/** What a view shows, for a command that waits for something in it. */
export class WatchedRows<Name extends EngineViewName> {
  #rows: readonly EngineViews[Name]['row'][] = []
  #next = Promise.withResolvers<void>()

  private constructor() {
    // Whoever waits hears of it; nobody need be waiting.
    this.#next.promise.catch(() => undefined)
  }

  /** Resolves when the view has shown its first rows. */
  static async open<Name extends EngineViewName>(session: EngineSession, view: Name, input: EngineViews[Name]['in']): Promise<WatchedRows<Name>> {
    const watched = new WatchedRows<Name>()
    const first = watched.#next.promise
    await session.watch(view, input, {
      batch: ({ diffs }) => watched.#take(applyDiffs(watched.#rows, diffs)),
      gone: (reason) => watched.#next.reject(reason),
    })
    await first
    return watched
  }

  get rows(): readonly EngineViews[Name]['row'][] {
    return this.#rows
  }

  /** Resolves when the rows are other ones than now; rejects when the view, or the process that serves it, is gone. */
  get changed(): Promise<void> {
    return this.#next.promise
  }

  #take(rows: readonly EngineViews[Name]['row'][]): void {
    this.#rows = rows
    const { resolve } = this.#next
    this.#next = Promise.withResolvers()
    this.#next.promise.catch(() => undefined)
    resolve()
  }
}
