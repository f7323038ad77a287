const hourMs = 60 * 60 * 1000
const weekMs = 7 * 24 * hourMs
const mostMessages = 10_000

/** For how long and how many messages a session serves. */
export type Rotation = { readonly periodMs: number; readonly messages: number }

/** A room's wishes, untrusted; null where it has none. */
export type RotationWishes = { readonly rotationMs: number | null; readonly rotationMessages: number | null }

/**
 * Recommended are a week and a hundred messages (client-server API, "m.room.encryption"). A room may ask for less or more, as long as
 * that neither has everybody send new keys all the time nor keeps one key for ever.
 */
export function rotationOf({ rotationMs, rotationMessages }: RotationWishes): Rotation {
  return {
    periodMs: Math.round(within(rotationMs ?? weekMs, hourMs, 4 * weekMs)),
    messages: Math.round(within(rotationMessages ?? 100, 1, mostMessages)),
  }
}

const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))
