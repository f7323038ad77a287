import type { EventId } from '../../../preload/contract/ids.ts'
import type { TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import type { Context } from '../context.ts'
import { timelineJson } from './timeline-json.ts'
import { rowText } from './timeline-text.ts'

/** More than come between two moments at which the same event could be told of. */
const mostRemembered = 20_000

/** Prints each event once, and once more when it has become readable. */
export class EventPrinter {
  readonly #context: Pick<Context, 'print' | 'isJson'>
  readonly #printed = new Map<EventId, TimelineRow['decryption']>()

  constructor(context: Pick<Context, 'print' | 'isJson'>) {
    this.#context = context
  }

  takeAll(rows: readonly TimelineRow[]): void {
    for (const row of rows) this.#take(row)
  }

  #take(row: TimelineRow): void {
    const { eventId, decryption } = row
    // What still waits in our own outbox is no event yet.
    if (eventId === null || row.state !== 'sent') return
    const before = this.#printed.get(eventId)
    if (before !== undefined && (isSettled(before) || !isSettled(decryption))) return
    this.#remember(eventId, decryption)
    this.#context.print(this.#context.isJson ? JSON.stringify({ ...timelineJson(row), roomId: row.roomId }) : rowText(row))
  }

  #remember(eventId: EventId, decryption: TimelineRow['decryption']): void {
    this.#printed.set(eventId, decryption)
    if (this.#printed.size <= mostRemembered) return
    const [oldest] = this.#printed.keys()
    if (oldest !== undefined) this.#printed.delete(oldest)
  }
}

const isSettled = (decryption: TimelineRow['decryption']): boolean => decryption === 'none' || decryption === 'ok'
