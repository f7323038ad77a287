import type { EventOpener } from '../timeline/opening/event-opener.ts'
import type { PreparedEvent } from '../timeline/prepared-event.ts'
import type { PreparedResponse, PreparedRoom, PreparedTimeline } from './prepared-response.ts'

/** What was decrypted of a response, and what `write` said of it. */
export type Opened<T> = { readonly opened: PreparedResponse; readonly written: T }

/** Decrypts what a response's timelines hold, and has `write` store it. Rejects as `write` does. */
export async function openResponse<T>(
  opener: EventOpener | undefined, response: PreparedResponse, write: (opened: PreparedResponse) => Promise<T>,
): Promise<Opened<T>> {
  if (opener === undefined) return { opened: response, written: await write(response) }
  const timelines = response.rooms.map(({ roomId, timeline }) => ({ roomId, events: timeline?.events ?? [] }))
  return await opener.through(timelines, async (events) => {
    const opened = { ...response, rooms: response.rooms.map((room, at) => withEvents(room, events[at])) }
    return { opened, written: await write(opened) }
  })
}

/** The response as it is to be stored while there are no keys to open it with. */
export function unopened(response: PreparedResponse): PreparedResponse {
  return { ...response, rooms: response.rooms.map((room) => withEvents(room, room.timeline?.events.map(waiting))) }
}

/** Once there are keys, it is tried. */
function waiting(event: PreparedEvent): PreparedEvent {
  const { encryption } = event
  return encryption?.cause === 'no-key' ? { ...event, encryption: { ...encryption, cause: 'not-ready' } } : event
}

function withEvents(room: PreparedRoom, events: PreparedTimeline['events'] | undefined): PreparedRoom {
  return room.timeline === null || events === undefined ? room : { ...room, timeline: { ...room.timeline, events } }
}
