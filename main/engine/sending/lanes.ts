import type { OutboxRecord } from '../store/tables/outbox.ts'

/**
 * The outbox is a bundle of lanes: one for each room, in which operations go strictly one after another, and one for each operation that
 * belongs to no room yet. A lane that is stuck keeps no other from moving.
 */
export function laneOf(record: Pick<OutboxRecord, 'roomId' | 'localId'>): string {
  return record.roomId ?? record.localId
}

/**
 * The operations that may go now: the first waiting one of each lane that is not `busy`. `open` is in the user's order. What was refused
 * for good stands aside: it is the user's to retry or cancel, and does not hold up what comes after it.
 */
export function readyToGo(open: readonly OutboxRecord[], busy: ReadonlySet<string>): readonly OutboxRecord[] {
  const taken = new Set(busy)
  const ready: OutboxRecord[] = []
  for (const record of open) {
    const lane = laneOf(record)
    if (record.state === 'failed' || taken.has(lane)) continue
    taken.add(lane)
    if (record.state === 'waiting') ready.push(record)
  }
  return ready
}
