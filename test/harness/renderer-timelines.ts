/** What is said in the made-up rooms, oldest first. */
import type { RoomId, TimelineRow } from '../../preload/contract/index.ts'
import { text } from './timeline-rows.ts'
import { now, people } from './renderer-world.ts'

export function timelineOf(roomId: RoomId): readonly TimelineRow[] {
  return [
    text('Good morning!', { roomId, sender: people.anna, ts: now - 600_000 }),
    text('The tide is at six tonight.', { roomId, sender: people.emil, ts: now - 300_000 }),
    text('See you there.', { roomId, sender: people.me, isMine: true, ts: now - 60_000 }),
  ]
}
