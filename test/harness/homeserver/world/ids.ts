import { mix } from './draw.ts'
import { myServer } from './people.ts'

const digits = (value: number, length: number): string => value.toString(36).padStart(length, '0')

// Ids are made by the million: every three digits there can be, ready.
const triples = Array.from({ length: 36 ** 3 }, (_, value) => digits(value, 3))

const noise = (hash: number): string => `${triples[hash % 46_656] ?? ''}${triples[(hash >>> 14) % 46_656] ?? ''}`

/** As long and as irregular as real ones, and yet it tells which event it is. */
export function eventIdOf(seed: number, room: number, index: number): string {
  let id = '$'
  let state = mix(mix(seed, room), index)
  for (let part = 0; part < 5; part += 1) {
    state = mix(state, part)
    id += noise(state)
  }
  return `${id}${digits(room, 5)}${digits(index, 8)}`
}

export type EventPlace = { readonly room: number; readonly index: number }

/** Undefined for what this world never made. */
export function readEventId(seed: number, eventId: string): EventPlace | undefined {
  const parts = /^\$[0-9a-z]{30}([0-9a-z]{5})([0-9a-z]{8})$/.exec(eventId)
  if (parts === null) return undefined
  const place = { room: Number.parseInt(parts[1] ?? '', 36), index: Number.parseInt(parts[2] ?? '', 36) }
  return eventIdOf(seed, place.room, place.index) === eventId ? place : undefined
}

export const roomIdOf = (seed: number, room: number): string =>
  `!${noise(mix(mix(seed, 0x726f6f6d), room))}${noise(mix(mix(seed, 0x69643264), room))}${digits(room, 5)}:${myServer}`

/** The number of a room of this world; undefined for any other id. */
export function readRoomId(seed: number, roomId: string): number | undefined {
  const room = Number.parseInt(/^![0-9a-z]{12}([0-9a-z]{5}):/.exec(roomId)?.[1] ?? '', 36)
  return Number.isNaN(room) || roomIdOf(seed, room) !== roomId ? undefined : room
}
