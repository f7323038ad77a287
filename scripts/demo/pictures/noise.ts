/** A number from 0 to 1 that is always the same for a point of the grid. */
export function grain(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 374_761_393) + Math.imul(y, 668_265_263) + Math.imul(seed, 2_147_483_647)
  hash = Math.imul(hash ^ (hash >>> 13), 1_274_126_177)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296
}

/** Smooth noise from 0 to 1: the grid's grains with soft passages between them. */
export function noise(x: number, y: number, seed: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const across = smooth(x - left)
  const down = smooth(y - top)
  const upper = grain(left, top, seed) * (1 - across) + grain(left + 1, top, seed) * across
  const lower = grain(left, top + 1, seed) * (1 - across) + grain(left + 1, top + 1, seed) * across
  return upper * (1 - down) + lower * down
}

/** Noise with detail: each octave twice as fine and half as strong. */
export function clouds(x: number, y: number, seed: number, octaves = 4): number {
  let sum = 0
  let weight = 0.5
  let frequency = 1
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += noise(x * frequency, y * frequency, seed + octave) * weight
    weight /= 2
    frequency *= 2
  }
  return sum
}

/** 0 at `from` and below, 1 at `to` and above, soft between. */
export function step(from: number, to: number, value: number): number {
  return smooth(Math.max(0, Math.min(1, (value - from) / (to - from))))
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t)
}
