import type { Draft } from '../../preload/contract/index.ts'

/** Keeps what is being written: a moment after the last change, and at once when the room is left. The same draft is not kept twice. */
export class DraftKeeper {
  readonly #save: (draft: Draft | null) => void
  #kept: Draft | null
  #next: Draft | null
  #timer: ReturnType<typeof setTimeout> | null = null

  /** `kept`: what is in the store already. */
  constructor(kept: Draft | null, save: (draft: Draft | null) => void) {
    this.#kept = kept
    this.#next = kept
    this.#save = save
  }

  changed(draft: Draft): void {
    this.#next = draft.text.trim() === '' && draft.replyTo === null ? null : draft
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), waitMs)
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (isSame(this.#kept, this.#next)) return
    this.#kept = this.#next
    this.#save(this.#next)
  }
}

const waitMs = 400

function isSame(one: Draft | null, other: Draft | null): boolean {
  return one?.text === other?.text && one?.replyTo === other?.replyTo
}
