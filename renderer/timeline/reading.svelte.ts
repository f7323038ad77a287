/** Marks the room as read: when the newest message is on the screen of a window that the user is in. */
import type { EventId, TimelineRow } from '../../preload/contract/index.ts'

export class Reading {
  readonly #mark: (upTo: EventId) => void
  #last: EventId | null = null
  #marked: EventId | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #isLooking = $state(document.hasFocus() && document.visibilityState === 'visible')

  constructor(mark: (upTo: EventId) => void) {
    this.#mark = mark
  }

  /** The user has this window in front and is in it. */
  get isLooking(): boolean {
    return this.#isLooking
  }

  /** Follows the window's focus until the returned function is called. */
  watchWindow(): () => void {
    const look = (): void => { this.#isLooking = document.hasFocus() && document.visibilityState === 'visible' }
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('focus', look)
      window.removeEventListener('blur', look)
      document.removeEventListener('visibilitychange', look)
      if (this.#timer !== null) clearTimeout(this.#timer)
    }
  }

  /**
   * The end is on the screen. What the room begins with is marked when somebody has stayed for a moment; what comes then is marked at once, so
   * that nothing counts as unread that is being read, and a burst of messages once more at its end.
   */
  saw(rows: readonly TimelineRow[]): void {
    const last = rows.findLast((row) => row.eventId !== null && row.state === 'sent')?.eventId ?? null
    if (last === null || last === this.#last) return
    this.#last = last
    if (this.#timer !== null) return
    if (this.#marked === null) this.#wait()
    else this.#markLast()
  }

  #wait(): void {
    this.#timer = setTimeout(() => this.#markLast(), burstMs)
  }

  #markLast(): void {
    this.#timer = null
    if (this.#last === null || this.#last === this.#marked) return
    this.#marked = this.#last
    this.#mark(this.#last)
    this.#wait()
  }
}

const burstMs = 300
