import type { PersonName } from './cast.ts'
import type { Line, RoomScript } from './script.ts'

/** Something that happened in a room at a time; `line` is what was said, or what it is about. */
export type Moment =
  | { readonly kind: 'line'; readonly room: RoomScript; readonly line: Line; readonly at: number }
  | { readonly kind: 'edit'; readonly room: RoomScript; readonly line: Line; readonly at: number }
  | {
      readonly kind: 'reaction'
      readonly room: RoomScript
      readonly line: Line
      readonly at: number
      readonly key: string
      readonly by: PersonName
    }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const USUAL_PAUSE = 2
/** Before this hour of the morning, the day that the script calls today is still yesterday. */
const FIRST_HOUR = 4

/**
 * Everything that happened in the rooms, oldest first, ending before `now` (milliseconds since the epoch). When the last of today would
 * still lie ahead, today passes quicker than it was written.
 */
export function momentsOf(rooms: readonly RoomScript[], now: number): readonly Moment[] {
  const midnight = clockTime(0, 0, 0, now)
  const today = now - midnight < FIRST_HOUR * HOUR ? now - FIRST_HOUR * HOUR : now
  const moments = rooms.flatMap((room) => roomMoments(room, today)).sort((a, b) => a.at - b.at)
  const start = clockTime(0, 0, 0, today)
  const last = moments.at(-1)?.at ?? start
  const pace = Math.min(1, (now - MINUTE - start) / (last - start))
  return moments.map((moment) => (moment.at <= start ? moment : { ...moment, at: Math.round(start + (moment.at - start) * pace) }))
}

function roomMoments(room: RoomScript, now: number): readonly Moment[] {
  let at = now
  return room.lines.flatMap((line) => {
    at = line.at === undefined ? at + (line.after ?? USUAL_PAUSE) * MINUTE : timeOf(line.at, now)
    const moments: Moment[] = [{ kind: 'line', room, line, at }]
    if (line.first !== undefined) moments.push({ kind: 'edit', room, line, at: at + MINUTE })
    let reacted = at
    for (const [key, people] of Object.entries(line.reactions ?? {})) {
      for (const by of people) {
        reacted += 9_000
        moments.push({ kind: 'reaction', room, line, at: reacted, key, by })
      }
    }
    return moments
  })
}

function timeOf([daysAgo, clock]: readonly [number, string], now: number): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return clockTime(daysAgo, hours, minutes, now)
}

/** Through the calendar and not by milliseconds: a day on which the clocks change has not 24 hours. */
function clockTime(daysAgo: number, hours: number, minutes: number, now: number): number {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysAgo, hours, minutes).getTime()
}
