import { randomBytes } from 'node:crypto'
import type { LocalId } from '../../../preload/contract/ids.ts'

/** `bytes` random bytes as lower-case hexadecimal: safe in URLs, file names and as an argument on a terminal. */
export function randomId(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}

/**
 * The name of something the user did, from the moment it is in the outbox. It is the Matrix transaction id as well, so a retry
 * after a crash is the same request to the server (client-server API, "Transaction identifiers"). Its shape is `isLocalId`'s.
 */
export function newLocalId(): LocalId {
  return `cw${randomId(16)}` as LocalId
}
