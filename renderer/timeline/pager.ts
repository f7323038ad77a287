import type { TimelineHead } from '../../preload/contract/index.ts'

type Side = 'older' | 'newer'
type Asked = { readonly edge: string | undefined; readonly at: number; readonly wasLoading: boolean }

/** An answer that changed nothing visible is worth asking again only after this. */
const patienceMs = 1000

/**
 * Decides when to ask for a page, so that one approach to the edge asks once: not while a page is on its way, not again for the same edge.
 */
export class Pager {
  readonly #asked = new Map<Side, Asked>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** `edge`: the key of the outermost row on that side. True means: ask now. A failed page waits for the user. */
  asks(side: Side, state: TimelineHead[Side], edge: string | undefined): boolean {
    const asked = this.#asked.get(side)
    if (state === 'loading' && asked !== undefined) this.#asked.set(side, { ...asked, wasLoading: true })
    if (state !== 'idle') return false
    const isAnswered = asked === undefined || asked.edge !== edge || asked.wasLoading || this.#now() - asked.at > patienceMs
    if (isAnswered) this.#asked.set(side, { edge, at: this.#now(), wasLoading: false })
    return isAnswered
  }
}
