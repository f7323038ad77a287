import type { StreamEntry } from '../world/stream.ts'
import type { World } from '../world/world.ts'

type Receipt = Extract<StreamEntry, { is: 'receipt' }>

/** What happened between two places of the stream, by room. */
export type News = {
  readonly events: ReadonlySet<number>
  readonly receipts: ReadonlyMap<number, readonly Receipt[]>
  readonly typing: ReadonlySet<number>
  readonly roomData: ReadonlySet<number>
  readonly hasData: boolean
}

export function newsBetween({ stream }: World, since: number, now: number): News {
  const [events, typing, roomData] = [new Set<number>(), new Set<number>(), new Set<number>()]
  const receipts = new Map<number, Receipt[]>()
  let hasData = false
  for (const entry of stream.since(since, now)) {
    switch (entry.is) {
      case 'event':
        events.add(entry.room)
        break
      case 'receipt':
        receipts.set(entry.room, [...(receipts.get(entry.room) ?? []), entry])
        break
      case 'typing':
        typing.add(entry.room)
        break
      case 'room-data':
        roomData.add(entry.room)
        break
      case 'data':
        hasData = true
        break
      case 'device':
        break
    }
  }
  return { events, receipts, typing, roomData, hasData }
}
