// The other half of what a message is found by: a term of one character for where it was said, by whom, and what it is. They are taken from
// the last private plane of Unicode and from ASCII, where nobody's words are looked for, since words are in a column of their own.

import type { UserId } from '../../../preload/contract/ids.ts'
import type { attachedKinds } from './query.ts'

const plane = 0xf0000
const half = 0x8000

/** Rooms beyond those for which there are characters have two. */
export function roomFacet(room: number): string {
  return room < half ? String.fromCodePoint(plane + room) : roomFacet(Math.floor(room / half)) + roomFacet(room % half)
}

/** Some people share one: whoever asks for a sender looks at the sender, too. */
export function senderFacet(sender: UserId): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < sender.length; at += 1) hash = Math.imul(hash ^ sender.charCodeAt(at), 0x01000193) >>> 0
  return String.fromCodePoint(plane + half + ((hash ^ (hash >>> 15)) % (half - 2)))
}

export const attachedFacet: Readonly<Record<typeof attachedKinds[number], string>> = { link: 'l', file: 'f', image: 'i', video: 'v', audio: 'a' }
export const mentionFacet = 'm'
export const threadFacet = 't'
