import type { KeyValue } from '../../../../../main/engine/crypto/indexed-db/keys/key.ts'

/** Numbers of 0 … 1 that are the same in every run. */
export function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const units = [0, 1, 2, 0x41, 0x7e, 0x7f, 0x80, 0xff, 0x100, 0x407e, 0x407f, 0x4080, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfffe, 0xffff]
const bytes = [0, 1, 2, 3, 0x7f, 0x80, 0xfe, 0xff]
const numbers = [0, 1, -1, 0.5, -0.5, Infinity, -Infinity, 2 ** 53, -(2 ** 53), Number.MIN_VALUE, Number.MAX_VALUE, 255, 256]

/** A key of any type, from few values, so that beginnings are often alike. */
export function randomKey(random: () => number, depth = 0): KeyValue {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const some = <T>(make: () => T): T[] => Array.from({ length: Math.floor(random() * 5) }, make)
  switch (Math.floor(random() * (depth < 3 ? 5 : 4))) {
    case 0:
      return random() < 0.5 ? pick(numbers) ?? 0 : (random() - 0.5) * 10 ** Math.floor(random() * 20)
    case 1:
      return new Date(Math.floor((random() - 0.5) * 10 ** Math.floor(random() * 15)))
    case 2:
      return String.fromCharCode(...some(() => pick(units) ?? 0))
    case 3:
      return Uint8Array.from(some(() => pick(bytes) ?? 0)).buffer
    default:
      return some(() => randomKey(random, depth + 1))
  }
}
