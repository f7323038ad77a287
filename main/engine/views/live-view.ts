import { isDeepStrictEqual } from 'node:util'
import type { Diff } from '../../../preload/contract/views.ts'
import { diffRows, type Keyed } from './diff-rows.ts'
import type { Frames } from './frames.ts'

/** What a view shows at one moment. `head` is what holds for it as a whole. */
export type Look<Row, Head> = { readonly rows: readonly Row[]; readonly head: Head }

/**
 * One thing that is looked at: how it reads what it shows. It says by itself, through the callback it was made with, when that may have
 * changed.
 */
export interface ViewSource<Row, Head, Move> {
  /** Reads afresh. A throw ends the view, with that error as the reason. */
  read(): Look<Row, Head>
  /** Shifts the window; the view reads again afterwards. */
  move(to: Move): void
  dispose(): void
}

/** Makes a source; `touched` is what it calls when what it shows may have changed. */
export type OpenSource<Row, Head, Move> = (touched: () => void) => ViewSource<Row, Head, Move>

/** Who looks. */
export interface ViewSink<Row, Head> {
  /** False while the one who looks reads too slowly; `LiveView.resume` is called when that is over. */
  canTake(): boolean
  take(diffs: readonly Diff<Row>[], head: Head): void
  /** The view cannot be had, or no longer. Nothing follows. */
  lost(error: unknown): void
}

export type LiveViewOptions<Row extends Keyed, Head, Move> = {
  readonly open: OpenSource<Row, Head, Move>
  readonly sink: ViewSink<Row, Head>
  readonly frames: Frames
  /** Whether who looks knows `change`. */
  readonly byFields?: boolean
}

/**
 * Keeps one who looks up to date: first a `reset`, then the difference between what was last told and what is now. As nothing is queued,
 * one who reads slowly gets fewer and larger steps, and never costs memory.
 */
export class LiveView<Row extends Keyed, Head, Move> {
  readonly #source: ViewSource<Row, Head, Move>
  readonly #sink: ViewSink<Row, Head>
  readonly #frames: Frames
  readonly #byFields: boolean
  #told: Look<Row, Head> | undefined
  #isHeld = false
  #isOver = false

  constructor({ open, sink, frames, byFields = false }: LiveViewOptions<Row, Head, Move>) {
    this.#sink = sink
    this.#frames = frames
    this.#byFields = byFields
    this.#source = open(this.#touched)
    frames.soon(this.#update)
  }

  move(to: Move): void {
    if (this.#isOver) return
    this.#source.move(to)
    this.#touched()
  }

  /** Whoever looks can take more again. */
  resume(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#touched()
  }

  dispose(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#frames.cancel(this.#update)
    this.#source.dispose()
  }

  readonly #touched = (): void => {
    if (!this.#isOver) this.#frames.request(this.#update)
  }

  readonly #update = (): void => {
    if (this.#isOver) return
    if (!this.#sink.canTake()) {
      this.#isHeld = true
      return
    }
    try {
      this.#tell(this.#source.read())
    } catch (error) {
      this.dispose()
      this.#sink.lost(error)
    }
  }

  #tell(look: Look<Row, Head>): void {
    const before = this.#told
    this.#told = look
    if (before === undefined) return this.#sink.take([{ op: 'reset', rows: look.rows }], look.head)
    const diffs = diffRows(before.rows, look.rows, this.#byFields)
    if (diffs.length > 0 || !isDeepStrictEqual(before.head, look.head)) this.#sink.take(diffs, look.head)
  }
}
