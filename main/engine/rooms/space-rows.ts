import type { SpaceRow } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Reader } from '../store/reader.ts'

/** The joined spaces that lie in no other joined space, with what is unread in all their rooms. */
export function readSpaces(_reader: Reader, _me: Me): readonly SpaceRow[] {
  throw new Error('Written next')
}
