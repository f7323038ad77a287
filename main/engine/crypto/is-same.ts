import { timingSafeEqual } from 'node:crypto'

/** Whether two secrets or proofs are the same; how long it takes tells nothing of where they differ. */
export const isSame = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && timingSafeEqual(one, other)
