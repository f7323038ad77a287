import type { Reader } from '../store/reader.ts'
import { putNewer, readLastEvent, readProgress } from '../store/tables/search-index.ts'
import type { Store } from '../store/store.ts'
import type { Writer } from '../store/writer.ts'
import { addEvents, indexEvents, type Fresh } from './index-events.ts'

/**
 * So many events come before they are taken into the index together: each time costs some pages of the file, whatever the number, and what is
 * there is what was said and not what was edited or taken back meanwhile.
 */
const together = 256
/** So many at once need not wait for others. */
const atOnce = 64

/**
 * The index's part in a transaction (`StoreOptions.beforeCommit`): what it holds follows what an event says, in the same transaction; what is
 * new waits until there is enough of it, or until somebody searches (`takeInNew`).
 */
export function keepIndex(writer: Writer): void {
  if (writer.reworded.size === 0) return
  const { older, newer } = readProgress(writer)
  const changed = [...writer.reworded.keys()].filter((event) => event > older && event <= newer)
  if (changed.length > 0) indexEvents(writer, changed)
  const last = readLastEvent(writer)
  if (last - newer >= together || writer.reworded.size - changed.length >= atOnce) takeIn(writer, newer, last, writer.reworded)
}

/** Takes in whatever waits, before a search. */
export function takeInNew(store: Store): void {
  if (store.read(isSomethingNew)) store.write((writer) => takeIn(writer, readProgress(writer).newer, readLastEvent(writer), new Map()))
}

const isSomethingNew = (reader: Reader): boolean => readLastEvent(reader) > readProgress(reader).newer

function takeIn(writer: Writer, after: number, last: number, fresh: Fresh): void {
  putNewer(writer, last)
  addEvents(writer, Array.from({ length: last - after }, (_, at) => after + 1 + at), fresh)
}
