/** Red, green and blue from 0 to 1. */
export type Colour = readonly [number, number, number]

/** Reads "#rrggbb". */
export function colour(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16)
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255]
}

/** `amount` 0 is the first, 1 the second. */
export function mix(first: Colour, second: Colour, amount: number): Colour {
  const share = Math.max(0, Math.min(1, amount))
  return [first[0] + (second[0] - first[0]) * share, first[1] + (second[1] - first[1]) * share, first[2] + (second[2] - first[2]) * share]
}

export function scale([red, green, blue]: Colour, factor: number): Colour {
  return [red * factor, green * factor, blue * factor]
}

export type Stop = readonly [at: number, colour: Colour]

/** The colour at `position` of a gradient whose stops are in order. */
export function gradient(stops: readonly Stop[], position: number): Colour {
  let before = stops[0]
  for (const stop of stops) {
    if (before !== undefined && position < stop[0]) return mix(before[1], stop[1], (position - before[0]) / (stop[0] - before[0] || 1))
    before = stop
  }
  return before?.[1] ?? [0, 0, 0]
}
