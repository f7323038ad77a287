/**
 * The `timeline` view of the scripted bridge, as the engine's behaves: a window that grows by pages which take their time, is cut at the
 * other end when it is long, goes to events and back to the live end, and tells its changes as diffs.
 */
import type { Batch, Diff, EventId, TimelineHead, TimelineMove, TimelineRow, Watch } from '../../preload/contract/index.ts'

type Script = {
  /** All there is, oldest first; changed in place. */
  readonly rows: readonly TimelineRow[]
  readonly unreadFrom: string | null
  readonly count: number
  readonly at: EventId | undefined
  readonly onBatch: (batch: Batch<'timeline'>) => void
  /** Milliseconds that a page takes. */
  readonly latency: number
}

const longest = 400

export class ScriptedTimeline implements Watch<'timeline'> {
  readonly #script: Script
  #shown: readonly TimelineRow[] = []
  #from = 0
  #to = 0
  #isStopped = false
  #older: TimelineHead['older'] = 'idle'
  #newer: TimelineHead['newer'] = 'idle'
  #anchor: string | null = null

  constructor(script: Script) {
    this.#script = script
    if (script.at === undefined) this.#showLive()
    else this.#showEvent(script.at)
  }

  /** The rows changed. */
  refresh(): void {
    if (this.#isStopped || this.#shown.length === 0) return
    const wasLive = this.#to === this.#knownLength
    this.#knownLength = this.#script.rows.length
    if (wasLive) this.#to = this.#knownLength
    this.#tell()
  }

  #knownLength = 0

  move(to: TimelineMove): void {
    if (to.to === 'live') return this.#later(() => this.#showLive())
    if (to.to === 'event') return this.#later(() => this.#showEvent(to.eventId))
    if (to.to === 'older') this.#older = 'loading'
    else this.#newer = 'loading'
    this.#tell()
    this.#later(() => this.#page(to.to, to.count))
  }

  stop(): void {
    this.#isStopped = true
  }

  #later(run: () => void): void {
    setTimeout(() => { if (!this.#isStopped) run() }, this.#script.latency)
  }

  #page(side: 'older' | 'newer', count: number): void {
    const { length } = this.#script.rows
    if (side === 'older') {
      this.#from = Math.max(0, this.#from - count)
      this.#to = Math.min(this.#to, this.#from + longest)
      this.#older = 'idle'
    } else {
      this.#to = Math.min(length, this.#to + count)
      this.#from = Math.max(this.#from, this.#to - longest)
      this.#newer = 'idle'
    }
    this.#tell()
  }

  #showLive(): void {
    const { rows, count } = this.#script
    this.#knownLength = rows.length
    this.#from = Math.max(0, rows.length - count)
    this.#to = rows.length
    this.#anchor = null
    this.#reset()
  }

  #showEvent(eventId: EventId): void {
    const { rows, count } = this.#script
    const at = rows.findIndex((row) => row.eventId === eventId)
    if (at === -1) return this.#showLive()
    this.#knownLength = rows.length
    this.#from = Math.max(0, at - count / 2)
    this.#to = Math.min(rows.length, at + count / 2)
    this.#anchor = rows[at]?.key ?? null
    this.#reset()
  }

  #reset(): void {
    this.#older = 'idle'
    this.#newer = 'idle'
    this.#shown = this.#script.rows.slice(this.#from, this.#to)
    this.#send([{ op: 'reset', rows: this.#shown }])
  }

  /** What changed since the last batch: rows that went, rows that came, rows that are others now. */
  #tell(): void {
    const next = this.#script.rows.slice(this.#from, this.#to)
    const diffs: Diff<TimelineRow>[] = []
    const kept = new Set(next.map(({ key }) => key))
    const now = [...this.#shown]
    for (let at = now.length - 1; at >= 0; at -= 1) {
      if (kept.has(now[at]?.key ?? '')) continue
      now.splice(at, 1)
      diffs.push({ op: 'remove', at })
    }
    for (const [at, row] of next.entries()) {
      if (now[at] === row) continue
      const isSame = now[at]?.key === row.key
      now.splice(at, isSame ? 1 : 0, row)
      diffs.push({ op: isSame ? 'set' : 'insert', at, row })
    }
    this.#shown = next
    this.#send(diffs)
  }

  #send(diffs: readonly Diff<TimelineRow>[]): void {
    const { rows, unreadFrom, onBatch } = this.#script
    const head: TimelineHead = {
      atStart: this.#from === 0,
      isLive: this.#to === rows.length,
      older: this.#older,
      newer: this.#newer,
      reason: null,
      unreadFrom,
      anchor: this.#anchor,
    }
    setTimeout(() => { if (!this.#isStopped) onBatch({ diffs, head }) }, 4)
  }
}
