import type { Settings } from '../../preload/contract/index.ts'

type Noted = Pick<Settings, 'lastRoom' | 'lastAccount'>

/** So long a room is open before it is worth remembering: who looks through ten rooms stays in one. */
const restMs = 1_000

/** Where the user was last, for the next start. It is written once they rest, so that no room has to wait behind a setting. */
export class LastPlace {
  readonly #write: (place: Noted) => void
  #noted: Noted | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(write: (place: Noted) => void) {
    this.#write = write
  }

  note(place: Noted): void {
    this.#noted = place
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.keep(), restMs)
  }

  /** Writes what was noted and not written yet. */
  keep(): void {
    clearTimeout(this.#timer)
    if (this.#noted !== null) this.#write(this.#noted)
    this.#noted = null
  }
}
