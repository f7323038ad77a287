import { eventCount, type PreparedRoom } from './prepared-response.ts'

/** What one transaction takes before it keeps other work waiting: some 10 ms' worth. */
const mostRooms = 10
const mostEvents = 150

/** Cuts a response's rooms into runs for a transaction each; there is always one, and no room is divided. */
export function sliceRooms(rooms: readonly PreparedRoom[]): readonly (readonly PreparedRoom[])[] {
  const slices: PreparedRoom[][] = []
  let slice: PreparedRoom[] = []
  let events = 0
  for (const room of rooms) {
    const weight = eventCount(room)
    if (slice.length > 0 && (slice.length >= mostRooms || events + weight > mostEvents)) {
      slices.push(slice)
      slice = []
      events = 0
    }
    slice.push(room)
    events += weight
  }
  return [...slices, slice]
}
