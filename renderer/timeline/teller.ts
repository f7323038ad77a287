import type { TimelineRow } from '../../preload/contract/index.ts'
import type { Say } from '../text/index.ts'
import { arrivals } from './news.ts'

/** Longer texts are read where they stand, not from the announcement. */
const longestTold = 200
const gatherMs = 1000

/** Tells those who do not see the screen what came in: one message by its words, several at once by their number. */
export class Teller {
  readonly #announce: (text: string) => void
  readonly #say: Say
  #rows: readonly TimelineRow[] = []
  #gathered: readonly TimelineRow[] = []
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(announce: (text: string) => void, say: Say) {
    this.#announce = announce
    this.#say = say
  }

  /** The rows as they are now; what is new at their end since the last time is told. */
  tell(rows: readonly TimelineRow[]): void {
    const news = arrivals(this.#rows, rows)
    this.#rows = rows
    if (news.length === 0) return
    this.#gathered = [...this.#gathered, ...news]
    this.#timer ??= setTimeout(() => this.#announceGathered(), gatherMs)
  }

  #announceGathered(): void {
    const [first, second] = this.#gathered
    const count = this.#gathered.length
    this.#gathered = []
    this.#timer = null
    if (first === undefined) return
    const text = first.plain.slice(0, longestTold)
    this.#announce(
      second === undefined
        ? this.#say('timeline.arrived', { name: first.sender.name, text })
        : this.#say('timeline.arrivedMany', { count }),
    )
  }
}
